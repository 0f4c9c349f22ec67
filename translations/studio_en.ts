<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>syper::studio::Closing</name>
    <message numerus="yes">
        <source>%n job(s) not done yet.</source>
        <translation>
            <numerusform>%n job not done yet.</numerusform>
            <numerusform>%n jobs not done yet.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>syper::ui::DirectionList</name>
    <message numerus="yes">
        <source>Add %n direction(s)</source>
        <translation>
            <numerusform>Add %n direction</numerusform>
            <numerusform>Add %n directions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>syper::ui::ExploreDirections</name>
    <message numerus="yes">
        <source>%n direction(s) of %1, found in another network: here they may mean something else</source>
        <translation>
            <numerusform>%n direction of %1, found in another network: here they may mean something else</numerusform>
            <numerusform>%n directions of %1, found in another network: here they may mean something else</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n direction(s) of %1</source>
        <translation>
            <numerusform>%n direction of %1</numerusform>
            <numerusform>%n directions of %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Saved %n direction(s) in %1</source>
        <translation>
            <numerusform>Saved %n direction in %1</numerusform>
            <numerusform>Saved %n directions in %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>syper::ui::ExploreHardSet</name>
    <message numerus="yes">
        <source>Kept in the hard set, which has %n picture(s) now</source>
        <translation>
            <numerusform>Kept in the hard set, which has %n picture now</numerusform>
            <numerusform>Kept in the hard set, which has %n pictures now</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Removed %n picture(s) from the hard set</source>
        <translation>
            <numerusform>Removed %n picture from the hard set</numerusform>
            <numerusform>Removed %n pictures from the hard set</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Wrote %n picture(s) and hard-set.csv into %1</source>
        <translation>
            <numerusform>Wrote %n picture and hard-set.csv into %1</numerusform>
            <numerusform>Wrote %n pictures and hard-set.csv into %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Hard set: %n picture(s) where quantization fails</source>
        <translation>
            <numerusform>Hard set: %n picture where quantization fails</numerusform>
            <numerusform>Hard set: %n pictures where quantization fails</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>syper::ui::HardSetPanel</name>
    <message numerus="yes">
        <source>Hard set: %n picture(s)</source>
        <translation>
            <numerusform>Hard set: %n picture</numerusform>
            <numerusform>Hard set: %n pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>syper::ui::HistoryModel</name>
    <message numerus="yes">
        <source>, %n direction(s)</source>
        <translation>
            <numerusform>, %n direction</numerusform>
            <numerusform>, %n directions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>syper::ui::JobsPanel</name>
    <message numerus="yes">
        <source>%n job(s)</source>
        <translation>
            <numerusform>%n job</numerusform>
            <numerusform>%n jobs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>syper::ui::QuantizePage</name>
    <message numerus="yes">
        <source>%n command(s) in the clipboard; they give the same results in a terminal.</source>
        <translation>
            <numerusform>%n command in the clipboard; it gives the same result in a terminal.</numerusform>
            <numerusform>%n commands in the clipboard; they give the same results in a terminal.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>syper::ui::RunForm</name>
    <message numerus="yes">
        <source>Start %n runs</source>
        <translation>
            <numerusform>Start %n run</numerusform>
            <numerusform>Start %n runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>syper::ui::RunPanel</name>
    <message numerus="yes">
        <source>%n run(s) were interrupted and can go on from the last checkpoint.</source>
        <translation>
            <numerusform>%n run was interrupted and can go on from the last checkpoint.</numerusform>
            <numerusform>%n runs were interrupted and can go on from the last checkpoint.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) paused when the studio was closed can go on.</source>
        <translation>
            <numerusform>%n run paused when the studio was closed can go on.</numerusform>
            <numerusform>%n runs paused when the studio was closed can go on.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>syper::ui::RunPlotBox</name>
    <message numerus="yes">
        <source>%n runs compared</source>
        <translation>
            <numerusform>%n run compared</numerusform>
            <numerusform>%n runs compared</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>syper::ui::TrainPage</name>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n picture</numerusform>
            <numerusform>%n pictures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>syper::ui::VerifyStatistics</name>
    <message numerus="yes">
        <source>%1: %n picture(s)</source>
        <translation>
            <numerusform>%1: %n picture</numerusform>
            <numerusform>%1: %n pictures</numerusform>
        </translation>
    </message>
</context>
</TS>
