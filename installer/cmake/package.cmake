# What is installed beside the programs, and the Debian package (cpack -G DEB).
install(DIRECTORY resources/models resources/runs resources/trainings DESTINATION share/syper)
install(FILES installer/org.syper.Studio.desktop DESTINATION share/applications)
install(FILES installer/org.syper.Studio.metainfo.xml DESTINATION share/metainfo)
install(FILES LICENSE README.md CHANGELOG.md DESTINATION share/doc/syper-studio)

set(CPACK_PACKAGE_NAME syper-studio)
set(CPACK_PACKAGE_VENDOR "SyPer Studio")
set(CPACK_PACKAGE_CONTACT "SyPer Studio maintainers")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Synthetic eyes, label-free quantization, verification")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libopenblas0-pthread, libqt6svg6")  # loaded at run time, so that no link names them
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "libdlib-data, opencv-data")
set(CPACK_DEBIAN_PACKAGE_MAINTAINER "SyPer Studio maintainers <maintainers@invalid>")
include(CPack)
