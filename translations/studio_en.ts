<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
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
</TS>
