<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>syper::studio::MainWindow</name>
    <message>
        <source>Nothing here opens %1 (%2). Drop a network, a recognition model or a picture.</source>
        <translation>Hier öffnet nichts %1 (%2). Ziehen Sie ein Netz, ein Erkennungsmodell oder ein Bild herein.</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Keyboard shortcuts (?)</source>
        <translation>Tastenkürzel (?)</translation>
    </message>
    <message>
        <source>Quit (Ctrl+Q)</source>
        <translation>Beenden (Strg+Q)</translation>
    </message>
    <message>
        <source>Ctrl+1, Ctrl+2 ...</source>
        <translation>Strg+1, Strg+2 ...</translation>
    </message>
    <message>
        <source>The pages</source>
        <translation>Die Seiten</translation>
    </message>
    <message>
        <source>Ctrl+J</source>
        <translation>Strg+J</translation>
    </message>
    <message>
        <source>Jobs: what runs and what ran</source>
        <translation>Aufträge: was läuft und was lief</translation>
    </message>
    <message>
        <source>Tab, Shift+Tab</source>
        <translation>Tab, Umschalt+Tab</translation>
    </message>
    <message>
        <source>The next and the previous control</source>
        <translation>Das nächste und das vorige Bedienelement</translation>
    </message>
    <message>
        <source>?</source>
        <translation>?</translation>
    </message>
    <message>
        <source>This sheet</source>
        <translation>Dieses Blatt</translation>
    </message>
    <message>
        <source>Ctrl+Q</source>
        <translation>Strg+Q</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>Überall</translation>
    </message>
    <message>
        <source>SyPer Studio</source>
        <translation>SyPer Studio</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menü</translation>
    </message>
    <message>
        <source>Closing: waiting for running work to end</source>
        <translation>Wird beendet, sobald die laufende Arbeit aufgehört hat</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Aufträge</translation>
    </message>
</context>
<context>
    <name>syper::ui::Banner</name>
    <message>
        <source>Close the message</source>
        <translation>Meldung schließen</translation>
    </message>
</context>
<context>
    <name>syper::ui::ExploreControls</name>
    <message>
        <source>Truncation</source>
        <translation>Trunkierung</translation>
    </message>
    <message>
        <source>Truncated layers</source>
        <translation>Trunkierte Schichten</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>Rauschen</translation>
    </message>
    <message>
        <source>Noise seed</source>
        <translation>Seed des Rauschens</translation>
    </message>
    <message>
        <source>Direction %1</source>
        <translation>Richtung %1</translation>
    </message>
    <message>
        <source>Reset directions</source>
        <translation>Richtungen zurücksetzen</translation>
    </message>
    <message>
        <source>Random seed</source>
        <translation>Zufälliger Seed</translation>
    </message>
    <message>
        <source>The number that the latent is drawn from: the same seed gives the same eye</source>
        <translation>Die Zahl, aus der der latente Vektor gezogen wird: gleicher Seed, gleiches Auge</translation>
    </message>
    <message>
        <source>Random seed (R)</source>
        <translation>Zufälliger Seed (R)</translation>
    </message>
    <message>
        <source>Truncation psi</source>
        <translation>Trunkierung psi</translation>
    </message>
    <message>
        <source>How far from the average eye: 0 is the average itself, 1 the full variety, more is beyond it</source>
        <translation>Wie weit weg vom mittleren Auge: 0 ist das mittlere selbst, 1 die volle Vielfalt, mehr liegt jenseits davon</translation>
    </message>
    <message>
        <source>Truncation holds for so many layers, from the coarsest</source>
        <translation>Für so viele Schichten gilt die Trunkierung, von der gröbsten an</translation>
    </message>
    <message>
        <source>The class that a conditional network draws</source>
        <translation>Die Klasse, die ein bedingtes Netz zeichnet</translation>
    </message>
    <message>
        <source>Fixed</source>
        <translation>Fest</translation>
    </message>
    <message>
        <source>Fixed noise: the network's own, always the same</source>
        <translation>Festes Rauschen: das des Netzes, immer dasselbe</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Kein</translation>
    </message>
    <message>
        <source>No noise: the smoothest picture</source>
        <translation>Kein Rauschen: das glatteste Bild</translation>
    </message>
    <message>
        <source>Random</source>
        <translation>Zufall</translation>
    </message>
    <message>
        <source>Random noise, drawn from the noise seed</source>
        <translation>Zufälliges Rauschen aus dessen eigenem Seed</translation>
    </message>
    <message>
        <source>Noise: %1</source>
        <translation>Rauschen: %1</translation>
    </message>
    <message>
        <source>Directions</source>
        <translation>Richtungen</translation>
    </message>
    <message>
        <source>Walks along the network's own latent directions, strongest first</source>
        <translation>Wege entlang der latenten Richtungen des Netzes, die stärkste zuerst</translation>
    </message>
    <message>
        <source>They appear when a generator is open.</source>
        <translation>Sie erscheinen, sobald ein Generator offen ist.</translation>
    </message>
    <message>
        <source>One more direction</source>
        <translation>Eine Richtung mehr</translation>
    </message>
    <message>
        <source>All directions back to zero</source>
        <translation>Alle Richtungen auf null</translation>
    </message>
    <message>
        <source>Walk along latent direction %1, in standard deviations</source>
        <translation>Weg entlang der latenten Richtung %1, in Standardabweichungen</translation>
    </message>
</context>
<context>
    <name>syper::ui::ExplorePage</name>
    <message>
        <source>Return to an earlier picture</source>
        <translation>Zurück zu einem früheren Bild</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Open a generator</source>
        <translation>Generator öffnen</translation>
    </message>
    <message>
        <source>Networks (*.pkl *.pt *.pth *.safetensors)</source>
        <translation>Netze (*.pkl *.pt *.pth *.safetensors)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation>%1 wird geöffnet</translation>
    </message>
    <message>
        <source>Another generator</source>
        <translation>Anderer Generator</translation>
    </message>
    <message>
        <source>No generator is open</source>
        <translation>Kein Generator ist offen</translation>
    </message>
    <message>
        <source>%1 x %2 px    %3 ms    %4</source>
        <translation>%1 x %2 px    %3 ms    %4</translation>
    </message>
    <message>
        <source>exact</source>
        <translation>exakt</translation>
    </message>
    <message>
        <source>on its way ...</source>
        <translation>unterwegs ...</translation>
    </message>
    <message>
        <source>Pinned: %1. P pins the present picture instead, Esc lets go</source>
        <translation>Angeheftet: %1. P heftet das jetzige Bild an, Esc löst es</translation>
    </message>
    <message>
        <source>Pinned as A: hold space to see it, W puts both side by side</source>
        <translation>Als A angeheftet: Leertaste halten zeigt es, W stellt beide nebeneinander</translation>
    </message>
    <message>
        <source>Save the picture with its recipe</source>
        <translation>Bild mit seinem Rezept speichern</translation>
    </message>
    <message>
        <source>PNG pictures (*.png)</source>
        <translation>PNG-Bilder (*.png)</translation>
    </message>
    <message>
        <source>Save as...</source>
        <translation>Speichern als ...</translation>
    </message>
    <message>
        <source>Saved %1 with its recipe in %2</source>
        <translation>%1 mit seinem Rezept gespeichert in %2</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>Ordner zeigen</translation>
    </message>
    <message>
        <source>The recipe is on the clipboard as text</source>
        <translation>Das Rezept liegt als Text in der Zwischenablage</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>Recipe restored: %1</source>
        <translation>Rezept übernommen: %1</translation>
    </message>
    <message>
        <source>This recipe belongs to another generator (SHA-256 %1...); open it to see the same picture</source>
        <translation>Dieses Rezept gehört zu einem anderen Generator (SHA-256 %1...); öffnen Sie ihn, um dasselbe Bild zu sehen</translation>
    </message>
    <message>
        <source>Open...</source>
        <translation>Öffnen ...</translation>
    </message>
    <message>
        <source>R</source>
        <translation>R</translation>
    </message>
    <message>
        <source>Random seed</source>
        <translation>Zufälliger Seed</translation>
    </message>
    <message>
        <source>Arrows</source>
        <translation>Pfeile</translation>
    </message>
    <message>
        <source>Step the focused slider (with Shift ten times as far)</source>
        <translation>Den Regler mit dem Fokus verstellen (mit Umschalt zehnmal so weit)</translation>
    </message>
    <message>
        <source>Double click</source>
        <translation>Doppelklick</translation>
    </message>
    <message>
        <source>Reset a slider, or fit the picture</source>
        <translation>Regler zurücksetzen oder Bild einpassen</translation>
    </message>
    <message>
        <source>Ctrl+Z, Ctrl+Y</source>
        <translation>Strg+Z, Strg+Y</translation>
    </message>
    <message>
        <source>Undo and redo</source>
        <translation>Rückgängig und wieder vor</translation>
    </message>
    <message>
        <source>P, Esc</source>
        <translation>P, Esc</translation>
    </message>
    <message>
        <source>Pin the picture to compare with, and let it go</source>
        <translation>Vergleichsbild anheften und lösen</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Leertaste</translation>
    </message>
    <message>
        <source>See the pinned picture while held</source>
        <translation>Zeigt das angeheftete Bild, solange sie gehalten wird</translation>
    </message>
    <message>
        <source>W</source>
        <translation>W</translation>
    </message>
    <message>
        <source>Both pictures side by side, with a line to drag</source>
        <translation>Beide Bilder nebeneinander, mit einer Linie zum Ziehen</translation>
    </message>
    <message>
        <source>S</source>
        <translation>S</translation>
    </message>
    <message>
        <source>Ctrl+Shift+S</source>
        <translation>Strg+Umschalt+S</translation>
    </message>
    <message>
        <source>Save under another name</source>
        <translation>Unter anderem Namen speichern</translation>
    </message>
    <message>
        <source>Ctrl+C, Ctrl+V</source>
        <translation>Strg+C, Strg+V</translation>
    </message>
    <message>
        <source>Copy and paste the recipe as text</source>
        <translation>Rezept als Text kopieren und einfügen</translation>
    </message>
    <message>
        <source>1, 0</source>
        <translation>1, 0</translation>
    </message>
    <message>
        <source>One pixel a pixel, and fit</source>
        <translation>Ein Pixel je Pixel, und einpassen</translation>
    </message>
    <message>
        <source>Ctrl+O</source>
        <translation>Strg+O</translation>
    </message>
    <message>
        <source>Generated picture</source>
        <translation>Erzeugtes Bild</translation>
    </message>
    <message>
        <source>Pictures looked at</source>
        <translation>Angesehene Bilder</translation>
    </message>
    <message>
        <source>Looked at</source>
        <translation>Angesehen</translation>
    </message>
    <message>
        <source>Open a generator...</source>
        <translation>Generator öffnen ...</translation>
    </message>
    <message>
        <source>Use the one that ships with the program</source>
        <translation>Den mitgelieferten nehmen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Undo (Ctrl+Z)</source>
        <translation>Rückgängig (Strg+Z)</translation>
    </message>
    <message>
        <source>Redo (Ctrl+Y)</source>
        <translation>Wieder vor (Strg+Y)</translation>
    </message>
    <message>
        <source>Pin this picture to compare with (P)</source>
        <translation>Dieses Bild zum Vergleich anheften (P)</translation>
    </message>
    <message>
        <source>Pinned and present picture side by side (W)</source>
        <translation>Angeheftetes und jetziges Bild nebeneinander (W)</translation>
    </message>
    <message>
        <source>One pixel a pixel (1; 0 fits)</source>
        <translation>Ein Pixel je Pixel (1; 0 passt ein)</translation>
    </message>
    <message>
        <source>Smooth instead of sharp pixels</source>
        <translation>Glatt statt scharfer Pixel</translation>
    </message>
    <message>
        <source>Copy the recipe as text (Ctrl+C)</source>
        <translation>Rezept als Text kopieren (Strg+C)</translation>
    </message>
    <message>
        <source>Paste a recipe (Ctrl+V)</source>
        <translation>Rezept einfügen (Strg+V)</translation>
    </message>
    <message>
        <source>Save the picture with its recipe (S)</source>
        <translation>Bild mit seinem Rezept speichern (S)</translation>
    </message>
    <message>
        <source>Explore</source>
        <translation>Erkunden</translation>
    </message>
</context>
<context>
    <name>syper::ui::HistoryModel</name>
    <message>
        <source>seed %1</source>
        <translation>Seed %1</translation>
    </message>
    <message>
        <source>a latent of its own</source>
        <translation>ein eigener latenter Vektor</translation>
    </message>
    <message>
        <source>, psi %1</source>
        <translation>, psi %1</translation>
    </message>
    <message numerus="yes">
        <source>, %n direction(s)</source>
        <translation>
            <numerusform>, %n Richtung</numerusform>
            <numerusform>, %n Richtungen</numerusform>
        </translation>
    </message>
    <message>
        <source>, no noise</source>
        <translation>, kein Rauschen</translation>
    </message>
    <message>
        <source>, noise %1</source>
        <translation>, Rauschen %1</translation>
    </message>
</context>
<context>
    <name>syper::ui::ModelChooser</name>
    <message>
        <source>Generator</source>
        <translation>Generator</translation>
    </message>
    <message>
        <source>Teacher</source>
        <translation>Lehrer</translation>
    </message>
    <message>
        <source>Student</source>
        <translation>Schüler</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1: nothing chosen</source>
        <translation>%1: nichts gewählt</translation>
    </message>
    <message>
        <source>ships with the program</source>
        <translation>mitgeliefert</translation>
    </message>
    <message>
        <source>reading the file ...</source>
        <translation>Datei wird gelesen ...</translation>
    </message>
    <message>
        <source>%1, %2 parameters</source>
        <translation>%1, %2 Parameter</translation>
    </message>
    <message>
        <source>%1 x %1 pixels, %2</source>
        <translation>%1 x %1 Pixel, %2</translation>
    </message>
    <message>
        <source>%1, weights %2 bits, activations %3 bits</source>
        <translation>%1, Gewichte %2 Bit, Aktivierungen %3 Bit</translation>
    </message>
    <message>
        <source>SHA-256 %1</source>
        <translation>SHA-256 %1</translation>
    </message>
    <message>
        <source>%1 (ships with the program)</source>
        <translation>%1 (mitgeliefert)</translation>
    </message>
    <message>
        <source>Open...</source>
        <translation>Öffnen ...</translation>
    </message>
    <message>
        <source>Networks (*.pkl *.pt *.pth *.safetensors)</source>
        <translation>Netze (*.pkl *.pt *.pth *.safetensors)</translation>
    </message>
    <message>
        <source>Models (*.pth *.pt *.safetensors)</source>
        <translation>Modelle (*.pth *.pt *.safetensors)</translation>
    </message>
    <message>
        <source>Open: %1</source>
        <translation>Öffnen: %1</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
</context>
<context>
    <name>syper::ui::Rail</name>
    <message>
        <source>%1 (Ctrl+%2)</source>
        <translation>%1 (Strg+%2)</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Aufträge</translation>
    </message>
    <message>
        <source>What runs and what ran (Ctrl+J)</source>
        <translation>Was läuft und was lief (Strg+J)</translation>
    </message>
</context>
<context>
    <name>syper::ui::SampleView</name>
    <message>
        <source>A pinned</source>
        <translation>A angeheftet</translation>
    </message>
    <message>
        <source>B now</source>
        <translation>B jetzt</translation>
    </message>
</context>
<context>
    <name>syper::ui::ShortcutSheet</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>syper::ui::SweepStrip</name>
    <message>
        <source>Truncation</source>
        <translation>Trunkierung</translation>
    </message>
    <message>
        <source>Next seeds</source>
        <translation>Nächste Seeds</translation>
    </message>
    <message>
        <source>Direction %1</source>
        <translation>Richtung %1</translation>
    </message>
    <message>
        <source>What the strip walks along</source>
        <translation>Woran der Streifen entlanggeht</translation>
    </message>
    <message>
        <source>What the strip walks along; a click on a picture goes there</source>
        <translation>Woran der Streifen entlanggeht; ein Klick auf ein Bild führt dorthin</translation>
    </message>
    <message>
        <source>Step %1 of the strip</source>
        <translation>Schritt %1 des Streifens</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
</TS>
