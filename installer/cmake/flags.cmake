# Flags that every target of ours carries, through the interface target syper_flags.
add_library(syper_flags INTERFACE)
target_compile_options(syper_flags INTERFACE -Wall -Wextra -Wconversion -Werror
    -Wno-missing-field-initializers  # options structs are initialised by the names that differ from the default
    # GCC 12 reports these falsely for std::string's operator+ once it is inlined (GCC bug 105651).
    -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds)
target_compile_definitions(syper_flags INTERFACE SYPER_VERSION="${PROJECT_VERSION}")
# Two roots: "core/...", "vision/...", "service/..." below engine; "widgets/..." below the project.
target_include_directories(syper_flags INTERFACE ${PROJECT_SOURCE_DIR}/engine ${PROJECT_SOURCE_DIR})

if(SYPER_SANITIZE)
    add_compile_options(-fsanitize=${SYPER_SANITIZE} -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${SYPER_SANITIZE})
    # Instrumented code misleads GCC's flow analysis inside libstdc++.
    target_compile_options(syper_flags INTERFACE -Wno-maybe-uninitialized)
endif()

find_program(SYPER_CCACHE ccache)
if(SYPER_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${SYPER_CCACHE})
endif()
find_program(SYPER_MOLD mold)
if(SYPER_MOLD)
    # mold 1.10 places the read-only-after-relocation part so that the loader refuses a program now and then.
    add_link_options(-fuse-ld=mold -Wl,-z,norelro)
endif()
