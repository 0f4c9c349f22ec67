<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Direction</name>
    <message>
        <source>Openness</source>
        <translation>Öffnung</translation>
    </message>
    <message>
        <source>Iris colour</source>
        <translation>Irisfarbe</translation>
    </message>
    <message>
        <source>Brow</source>
        <translation>Braue</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Licht</translation>
    </message>
    <message>
        <source>Skin tone</source>
        <translation>Hautton</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Alter</translation>
    </message>
</context>
<context>
    <name>FilePicker</name>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
</context>
<context>
    <name>Jobs</name>
    <message>
        <source>Statistics on %1</source>
        <translation>Statistik auf %1</translation>
    </message>
    <message>
        <source>made-up eyes</source>
        <translation>erfundene Augen</translation>
    </message>
    <message>
        <source>%1, %2 px</source>
        <translation>%1, %2 px</translation>
    </message>
</context>
<context>
    <name>ModelThreshold</name>
    <message>
        <source>FMR %1 on %2</source>
        <translation>FMR %1 auf %2</translation>
    </message>
    <message>
        <source>The model&apos;s own threshold: it accepts impostors at FMR %1, measured on %2.</source>
        <translation>Die eigene Schwelle des Modells: es nimmt Fremde mit FMR %1 an, gemessen auf %2.</translation>
    </message>
    <message>
        <source>Accepts impostors at most at FMR %1, measured here on %2.</source>
        <translation>Nimmt Fremde höchstens mit FMR %1 an, hier gemessen auf %2.</translation>
    </message>
</context>
<context>
    <name>QuantizeCurves</name>
    <message>
        <source>Loss (log)</source>
        <translation>Verlust (log)</translation>
    </message>
    <message>
        <source>Agreement</source>
        <translation>Übereinstimmung</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Rate</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>agreement</source>
        <translation>Übereinstimmung</translation>
    </message>
    <message>
        <source>rate</source>
        <translation>Rate</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>step %1</source>
        <translation>Schritt %1</translation>
    </message>
    <message>
        <source>Curves of the runs shown: loss, agreement with the teacher, learning rate</source>
        <translation>Kurven der gezeigten Läufe: Verlust, Übereinstimmung mit dem Lehrer, Lernrate</translation>
    </message>
    <message>
        <source>No curves yet.
Start a run on the left, or tick one in the list on the right.</source>
        <translation>Noch keine Kurven.
Links einen Lauf starten oder rechts einen ankreuzen.</translation>
    </message>
    <message>
        <source>Calibrated without a step of training, so there is no curve.
The result stands below.</source>
        <translation>Kalibriert ohne einen Trainingsschritt, daher ohne Kurve.
Das Ergebnis steht darunter.</translation>
    </message>
    <message>
        <source>No step is done yet.
The curves begin with the first one.</source>
        <translation>Noch kein Schritt ist fertig.
Die Kurven beginnen mit dem ersten.</translation>
    </message>
</context>
<context>
    <name>State</name>
    <message>
        <source>waits</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>pausiert</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>hält an</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>unterbrochen</translation>
    </message>
    <message>
        <source>runs elsewhere</source>
        <translation>läuft anderswo</translation>
    </message>
    <message>
        <source>paused at quit</source>
        <translation>pausiert beim Beenden</translation>
    </message>
</context>
<context>
    <name>Text</name>
    <message>
        <source>under 1 s</source>
        <translation>unter 1 s</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>%1 days</source>
        <translation>%1 Tage</translation>
    </message>
    <message>
        <source>%1 left</source>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
</context>
<context>
    <name>TrainCurves</name>
    <message>
        <source>Loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>Frechet</source>
        <translation>Fréchet</translation>
    </message>
    <message>
        <source>G</source>
        <translation>G</translation>
    </message>
    <message>
        <source>D</source>
        <translation>D</translation>
    </message>
    <message>
        <source>R1</source>
        <translation>R1</translation>
    </message>
    <message>
        <source>PL</source>
        <translation>PL</translation>
    </message>
    <message>
        <source>p</source>
        <translation>p</translation>
    </message>
    <message>
        <source>rt</source>
        <translation>rt</translation>
    </message>
    <message>
        <source>Pictures shown (kimg)</source>
        <translation>Gezeigte Bilder (kimg)</translation>
    </message>
    <message>
        <source>%1 kimg</source>
        <translation>%1 kimg</translation>
    </message>
    <message>
        <source>Curves of the trainings shown: losses, penalties, augmentation, Frechet distance</source>
        <translation>Kurven der gezeigten Trainings: Verluste, Strafen, Augmentierung, Fréchet-Abstand</translation>
    </message>
    <message>
        <source>No curves yet.
Start a training on the left, or tick one in the list on the right.</source>
        <translation>Noch keine Kurven.
Links ein Training starten oder rechts eines ankreuzen.</translation>
    </message>
    <message>
        <source>No line of the log yet.
The curves begin with the first one.</source>
        <translation>Noch keine Zeile im Protokoll.
Die Kurven beginnen mit der ersten.</translation>
    </message>
    <message>
        <source>R1, PL</source>
        <translation>R1, PL</translation>
    </message>
    <message>
        <source>p, rt</source>
        <translation>p, rt</translation>
    </message>
</context>
<context>
    <name>syper::service::ModelChoices</name>
    <message>
        <source>%1 holds no generator (%2); choose another file</source>
        <translation>%1 enthält keinen Generator (%2); bitte eine andere Datei wählen</translation>
    </message>
    <message>
        <source>%1 holds no recognition model (%2); choose another file</source>
        <translation>%1 enthält kein Erkennungsmodell (%2); bitte eine andere Datei wählen</translation>
    </message>
</context>
<context>
    <name>syper::studio::Closing</name>
    <message numerus="yes">
        <source>%n job(s) not done yet.</source>
        <translation>
            <numerusform>%n Auftrag ist noch nicht fertig.</numerusform>
            <numerusform>%n Aufträge sind noch nicht fertig.</numerusform>
        </translation>
    </message>
    <message>
        <source>Stopped runs go on from their last step next time.</source>
        <translation>Angehaltene Läufe gehen beim nächsten Mal vom letzten Schritt an weiter.</translation>
    </message>
    <message>
        <source>Stopped runs go on next time; measurements begin anew.</source>
        <translation>Angehaltene Läufe gehen beim nächsten Mal weiter; Messungen beginnen von vorn.</translation>
    </message>
    <message>
        <source>Stop and quit</source>
        <translation>Anhalten und beenden</translation>
    </message>
    <message>
        <source>Quit when done</source>
        <translation>Beenden, wenn fertig</translation>
    </message>
    <message>
        <source>The studio closes when all jobs are done.</source>
        <translation>Das Studio schließt, wenn alle Aufträge fertig sind.</translation>
    </message>
    <message>
        <source>Stay open</source>
        <translation>Offen bleiben</translation>
    </message>
    <message>
        <source>Keep running</source>
        <translation>Weiterlaufen lassen</translation>
    </message>
    <message>
        <source>Closing: waiting for running work to end</source>
        <translation>Wird beendet, sobald die laufende Arbeit aufgehört hat</translation>
    </message>
</context>
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
    <name>syper::ui::BitsPicker</name>
    <message>
        <source>Weights and activations in %1 bits</source>
        <translation>Gewichte und Aktivierungen mit %1 Bit</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Andere</translation>
    </message>
    <message>
        <source>Other bits</source>
        <translation>Andere Bitbreiten</translation>
    </message>
    <message>
        <source>Any mix of 2 to 8 bits</source>
        <translation>Jede Mischung von 2 bis 8 Bit</translation>
    </message>
    <message>
        <source>Bits of the weights</source>
        <translation>Bit der Gewichte</translation>
    </message>
    <message>
        <source>Bits of the activations</source>
        <translation>Bit der Aktivierungen</translation>
    </message>
</context>
<context>
    <name>syper::ui::DetPlot</name>
    <message>
        <source>%1: FMR %2, FNMR %3</source>
        <translation>%1: FMR %2, FNMR %3</translation>
    </message>
    <message>
        <source>FMR (false match rate)</source>
        <translation>FMR (Rate falscher Übereinstimmungen)</translation>
    </message>
    <message>
        <source>FNMR</source>
        <translation>FNMR</translation>
    </message>
    <message>
        <source>Score: genuine filled, impostors hatched</source>
        <translation>Score: echte gefüllt, fremde schraffiert</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Anteil</translation>
    </message>
    <message>
        <source>DET curves and score histograms with the threshold</source>
        <translation>DET-Kurven und Score-Histogramme mit der Schwelle</translation>
    </message>
    <message>
        <source>Drag the line in the histogram to move the threshold (Left, Right)</source>
        <translation>Linie im Histogramm ziehen verschiebt die Schwelle (Links, Rechts)</translation>
    </message>
    <message>
        <source>Scores of %1</source>
        <translation>Werte von %1</translation>
    </message>
</context>
<context>
    <name>syper::ui::DirectionControl</name>
    <message>
        <source>Walk along %1, in standard deviations</source>
        <translation>Entlang %1 gehen, in Standardabweichungen</translation>
    </message>
    <message>
        <source>Explains %1 of the variance</source>
        <translation>Erklärt %1 der Varianz</translation>
    </message>
    <message>
        <source>In the layers %1 to %2</source>
        <translation>In den Schichten %1 bis %2</translation>
    </message>
    <message>
        <source>%1 (layers %2–%3)</source>
        <translation>%1 (Schichten %2–%3)</translation>
    </message>
    <message>
        <source>Previews of %1 from -3 to 3 standard deviations</source>
        <translation>Vorschau von %1 von -3 bis 3 Standardabweichungen</translation>
    </message>
    <message>
        <source>Turn %1 round: the slider goes the other way</source>
        <translation>%1 umdrehen: der Regler geht andersherum</translation>
    </message>
    <message>
        <source>Name and layers of %1</source>
        <translation>Name und Schichten von %1</translation>
    </message>
    <message>
        <source>Name of %1</source>
        <translation>Name von %1</translation>
    </message>
    <message>
        <source>First layer of %1</source>
        <translation>Erste Schicht von %1</translation>
    </message>
    <message>
        <source>Last layer of %1</source>
        <translation>Letzte Schicht von %1</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>%1 entfernen</translation>
    </message>
    <message>
        <source>Layers</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
</context>
<context>
    <name>syper::ui::DirectionList</name>
    <message>
        <source>SeFa %1</source>
        <translation>SeFa %1</translation>
    </message>
    <message>
        <source>Flip %1</source>
        <translation>%1 umdrehen</translation>
    </message>
    <message>
        <source>Layers of %1</source>
        <translation>Schichten von %1</translation>
    </message>
    <message>
        <source>Rename to %1</source>
        <translation>In %1 umbenennen</translation>
    </message>
    <message>
        <source>Remove %1</source>
        <translation>%1 entfernen</translation>
    </message>
    <message numerus="yes">
        <source>Add %n direction(s)</source>
        <translation>
            <numerusform>%n Richtung hinzufügen</numerusform>
            <numerusform>%n Richtungen hinzufügen</numerusform>
        </translation>
    </message>
    <message>
        <source>Reset directions</source>
        <translation>Richtungen zurücksetzen</translation>
    </message>
</context>
<context>
    <name>syper::ui::DirectionPanel</name>
    <message>
        <source>The network&apos;s next one (SeFa)</source>
        <translation>Die nächste des Netzes (SeFa)</translation>
    </message>
    <message>
        <source>Principal components of w (PCA)</source>
        <translation>Hauptkomponenten von w (PCA)</translation>
    </message>
    <message>
        <source>From a file...</source>
        <translation>Aus einer Datei...</translation>
    </message>
    <message>
        <source>Save these directions...</source>
        <translation>Diese Richtungen speichern...</translation>
    </message>
    <message>
        <source>Directions</source>
        <translation>Richtungen</translation>
    </message>
    <message>
        <source>Walks through latent space: named ones, the network&apos;s own (SeFa, strongest first), principal components</source>
        <translation>Wege durch den latenten Raum: benannte, die des Netzes selbst (SeFa, stärkste zuerst), Hauptkomponenten</translation>
    </message>
    <message>
        <source>Looking for directions ...</source>
        <translation>Richtungen werden gesucht ...</translation>
    </message>
    <message>
        <source>They appear when a generator is open.</source>
        <translation>Sie erscheinen, wenn ein Generator offen ist.</translation>
    </message>
    <message>
        <source>More directions</source>
        <translation>Mehr Richtungen</translation>
    </message>
    <message>
        <source>More directions: of the network, of w, or from a file (which may be dropped here)</source>
        <translation>Mehr Richtungen: des Netzes, von w oder aus einer Datei (auch hierher gezogen)</translation>
    </message>
    <message>
        <source>All directions back to zero</source>
        <translation>Alle Richtungen zurück auf null</translation>
    </message>
</context>
<context>
    <name>syper::ui::DonorView</name>
    <message>
        <source>Coarse</source>
        <translation>Grob</translation>
    </message>
    <message>
        <source>Middle</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>Fine</source>
        <translation>Fein</translation>
    </message>
    <message>
        <source>Shape and pose</source>
        <translation>Form und Haltung</translation>
    </message>
    <message>
        <source>Features: lids, brow, iris</source>
        <translation>Merkmale: Lider, Braue, Iris</translation>
    </message>
    <message>
        <source>Colour and texture</source>
        <translation>Farbe und Textur</translation>
    </message>
    <message>
        <source>%1 (layers %2 to %3): 0 keeps the eye&apos;s own, 1 takes the donor&apos;s</source>
        <translation>%1 (Schichten %2 bis %3): 0 behält das Eigene des Auges, 1 nimmt das des Spenders</translation>
    </message>
    <message>
        <source>Layer %1</source>
        <translation>Schicht %1</translation>
    </message>
    <message>
        <source>How much of the donor&apos;s style goes into layer %1</source>
        <translation>Wie viel vom Stil des Spenders in Schicht %1 eingeht</translation>
    </message>
    <message>
        <source>Donor seed</source>
        <translation>Spender-Seed</translation>
    </message>
    <message>
        <source>The seed whose styles are mixed in</source>
        <translation>Der Seed, dessen Stile beigemischt werden</translation>
    </message>
    <message>
        <source>Layer by layer</source>
        <translation>Schicht für Schicht</translation>
    </message>
    <message>
        <source>Layer by layer instead of bands</source>
        <translation>Schicht für Schicht statt in Bändern</translation>
    </message>
    <message>
        <source>Remove this donor</source>
        <translation>Diesen Spender entfernen</translation>
    </message>
    <message>
        <source>Donor: a picture</source>
        <translation>Spender: ein Bild</translation>
    </message>
</context>
<context>
    <name>syper::ui::ExploreCompare</name>
    <message>
        <source>Pinned as A: hold space to see it; C chooses beside, wipe, blink and difference</source>
        <translation>Als A angeheftet: Leertaste halten zeigt es; C wählt daneben, Wischen, Blinken und Unterschied</translation>
    </message>
    <message>
        <source>Pin the present picture (P)</source>
        <translation>Das jetzige Bild anheften (P)</translation>
    </message>
    <message>
        <source>Let go (Esc)</source>
        <translation>Loslassen (Esc)</translation>
    </message>
    <message>
        <source>While space is held</source>
        <translation>Solange die Leertaste gehalten wird</translation>
    </message>
    <message>
        <source>Beside each other</source>
        <translation>Nebeneinander</translation>
    </message>
    <message>
        <source>Wipe (W)</source>
        <translation>Wischen (W)</translation>
    </message>
    <message>
        <source>Blink</source>
        <translation>Blinken</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Unterschied</translation>
    </message>
    <message>
        <source>A is %1. Compared: %2</source>
        <translation>A ist %1. Verglichen: %2</translation>
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
        <source>Fixed noise: the network&apos;s own, always the same</source>
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
        <source>Walk along directions of the latent space</source>
        <translation>Entlang von Richtungen des latenten Raums gehen</translation>
    </message>
</context>
<context>
    <name>syper::ui::ExploreDirections</name>
    <message>
        <source>The directions of %1 are here already</source>
        <translation>Die Richtungen von %1 sind schon hier</translation>
    </message>
    <message numerus="yes">
        <source>%n direction(s) of %1, found in another network: here they may mean something else</source>
        <translation>
            <numerusform>%n Richtung von %1, in einem anderen Netz gefunden: hier kann sie anderes bedeuten</numerusform>
            <numerusform>%n Richtungen von %1, in einem anderen Netz gefunden: hier können sie anderes bedeuten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n direction(s) of %1</source>
        <translation>
            <numerusform>%n Richtung von %1</numerusform>
            <numerusform>%n Richtungen von %1</numerusform>
        </translation>
    </message>
    <message>
        <source>All principal components that were found are here</source>
        <translation>Alle gefundenen Hauptkomponenten sind hier</translation>
    </message>
    <message>
        <source>Open a generator first: directions belong to one</source>
        <translation>Erst einen Generator öffnen: Richtungen gehören zu einem</translation>
    </message>
    <message>
        <source>Open directions</source>
        <translation>Richtungen öffnen</translation>
    </message>
    <message>
        <source>Directions (*.json *.safetensors *.npz *.npy *.pkl)</source>
        <translation>Richtungen (*.json *.safetensors *.npz *.npy *.pkl)</translation>
    </message>
    <message>
        <source>Save the directions</source>
        <translation>Die Richtungen speichern</translation>
    </message>
    <message>
        <source>Directions (*.json *.safetensors *.npz)</source>
        <translation>Richtungen (*.json *.safetensors *.npz)</translation>
    </message>
    <message numerus="yes">
        <source>Saved %n direction(s) in %1</source>
        <translation>
            <numerusform>%n Richtung in %1 gespeichert</numerusform>
            <numerusform>%n Richtungen in %1 gespeichert</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>syper::ui::ExploreHardSet</name>
    <message>
        <source>No model is chosen that could find this picture hard; choose a teacher and a student above</source>
        <translation>Kein Modell ist gewählt, das dieses Bild schwer finden könnte; oben Lehrer und Schüler wählen</translation>
    </message>
    <message>
        <source>This picture is in the hard set already</source>
        <translation>Dieses Bild ist schon im schweren Satz</translation>
    </message>
    <message numerus="yes">
        <source>Kept in the hard set, which has %n picture(s) now</source>
        <translation>
            <numerusform>Im schweren Satz, der jetzt %n Bild hat</numerusform>
            <numerusform>Im schweren Satz, der jetzt %n Bilder hat</numerusform>
        </translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message numerus="yes">
        <source>Removed %n picture(s) from the hard set</source>
        <translation>
            <numerusform>%n Bild aus dem schweren Satz entfernt</numerusform>
            <numerusform>%n Bilder aus dem schweren Satz entfernt</numerusform>
        </translation>
    </message>
    <message>
        <source>Folder for the pictures of the hard set</source>
        <translation>Ordner für die Bilder des schweren Satzes</translation>
    </message>
    <message numerus="yes">
        <source>Wrote %n picture(s) and hard-set.csv into %1</source>
        <translation>
            <numerusform>%n Bild und hard-set.csv nach %1 geschrieben</numerusform>
            <numerusform>%n Bilder und hard-set.csv nach %1 geschrieben</numerusform>
        </translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>Ordner zeigen</translation>
    </message>
    <message numerus="yes">
        <source>Hard set: %n picture(s) where quantization fails</source>
        <translation>
            <numerusform>Schwerer Satz: %n Bild, bei dem die Quantisierung versagt</numerusform>
            <numerusform>Schwerer Satz: %n Bilder, bei denen die Quantisierung versagt</numerusform>
        </translation>
    </message>
    <message>
        <source>Keep this spot in the hard set (X)</source>
        <translation>Diese Stelle in den schweren Satz nehmen (X)</translation>
    </message>
</context>
<context>
    <name>syper::ui::ExploreLatents</name>
    <message>
        <source>%1 needs the generator that it belongs to; open that one first</source>
        <translation>%1 braucht den Generator, zu dem es gehört; öffnen Sie zuerst diesen</translation>
    </message>
    <message>
        <source>Latent of %1</source>
        <translation>Latenter Vektor aus %1</translation>
    </message>
    <message>
        <source>The latent of %1 is the picture now</source>
        <translation>Der latente Vektor aus %1 ist jetzt das Bild</translation>
    </message>
    <message>
        <source>The first of %1 latents of %2 is the picture now; the others are in the strip below it</source>
        <translation>Der erste von %1 latenten Vektoren aus %2 ist jetzt das Bild; die anderen stehen im Streifen darunter</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
</context>
<context>
    <name>syper::ui::ExploreNetworks</name>
    <message>
        <source>Another generator</source>
        <translation>Anderer Generator</translation>
    </message>
    <message>
        <source>Without what belongs to the open network alone: its directions, its classes, donors of its width</source>
        <translation>Ohne das, was nur zum offenen Netz gehört: seine Richtungen, seine Klassen, Spender seiner Breite</translation>
    </message>
    <message>
        <source>Fit the latent to the network</source>
        <translation>Den latenten Punkt dem Netz anpassen</translation>
    </message>
    <message>
        <source>What this network&apos;s latent has no room for was left out: its w has another width</source>
        <translation>Was in den latenten Raum dieses Netzes nicht passt, blieb weg: sein w hat eine andere Breite</translation>
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
        <source>%1 x %2 px</source>
        <translation>%1 x %2 px</translation>
    </message>
    <message>
        <source>%1 pictures/s</source>
        <translation>%1 Bilder/s</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>coarse</source>
        <translation>grob</translation>
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
        <source>Save the picture with its recipe</source>
        <translation>Bild mit seinem Rezept speichern</translation>
    </message>
    <message>
        <source>Recipe</source>
        <translation>Rezept</translation>
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
        <source>Explore</source>
        <translation>Erkunden</translation>
    </message>
    <message>
        <source>C, W</source>
        <translation>C, W</translation>
    </message>
    <message>
        <source>The next way to compare; wipe, its line also by the arrows</source>
        <translation>Die nächste Art zu vergleichen; Wischen, die Linie auch mit den Pfeilen</translation>
    </message>
    <message>
        <source>H</source>
        <translation>H</translation>
    </message>
    <message>
        <source>Compare the identity with this picture from here on</source>
        <translation>Die Identität ab hier mit diesem Bild vergleichen</translation>
    </message>
    <message>
        <source>F</source>
        <translation>F</translation>
    </message>
    <message>
        <source>Keep the picture among the favourites, or no longer</source>
        <translation>Das Bild unter den Lieblingen behalten oder nicht mehr</translation>
    </message>
    <message>
        <source>Favourites only</source>
        <translation>Nur Lieblinge</translation>
    </message>
    <message>
        <source>Favourites only; F keeps the present picture among them</source>
        <translation>Nur Lieblinge; F behält das jetzige Bild unter ihnen</translation>
    </message>
    <message>
        <source>X</source>
        <translation>X</translation>
    </message>
    <message>
        <source>Keep this spot in the hard set: where quantization fails</source>
        <translation>Diese Stelle in den schweren Satz nehmen: wo die Quantisierung versagt</translation>
    </message>
    <message>
        <source>K, Shift+K</source>
        <translation>K, Umschalt+K</translation>
    </message>
    <message>
        <source>Add a keyframe; play the keyframes, and stop</source>
        <translation>Ein Schlüsselbild hinzufügen; die Schlüsselbilder abspielen und anhalten</translation>
    </message>
    <message>
        <source>a frame of the film</source>
        <translation>ein Bild des Films</translation>
    </message>
    <message>
        <source>M, L, T</source>
        <translation>M, L, T</translation>
    </message>
    <message>
        <source>The layer mixer; the seed plane; the projection of a photograph</source>
        <translation>Der Schichtmischer; die Seed-Ebene; die Projektion eines Fotos</translation>
    </message>
    <message>
        <source>N, G</source>
        <translation>N, G</translation>
    </message>
    <message>
        <source>The same latent in other networks, and back; there large, beside each other</source>
        <translation>Derselbe latente Punkt in anderen Netzen, und zurück; dort groß nebeneinander</translation>
    </message>
    <message>
        <source>Open a network, a saved picture, latents or directions</source>
        <translation>Netz, gespeichertes Bild, latente Vektoren oder Richtungen öffnen</translation>
    </message>
    <message>
        <source>What opens here (%1)</source>
        <translation>Was sich hier öffnen lässt (%1)</translation>
    </message>
    <message>
        <source>Ctrl+Z brings back what was open.</source>
        <translation>Strg+Z holt zurück, was offen war.</translation>
    </message>
</context>
<context>
    <name>syper::ui::ExplorePanels</name>
    <message>
        <source>Around</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>Where one control leads from here</source>
        <translation>Wohin ein Regler von hier aus führt</translation>
    </message>
    <message>
        <source>Keyframes</source>
        <translation>Schlüsselbilder</translation>
    </message>
    <message>
        <source>A film through keyframes (K adds one, Shift+K plays)</source>
        <translation>Ein Film durch Schlüsselbilder (K fügt eines hinzu, Umschalt+K spielt)</translation>
    </message>
    <message>
        <source>Mixer</source>
        <translation>Mischer</translation>
    </message>
    <message>
        <source>Styles of other eyes, layer by layer (M)</source>
        <translation>Stile anderer Augen, Schicht für Schicht (M)</translation>
    </message>
    <message>
        <source>Plane</source>
        <translation>Ebene</translation>
    </message>
    <message>
        <source>Walk between seeds on a map (L)</source>
        <translation>Auf einer Karte zwischen Seeds gehen (L)</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>Project a photograph into the latent space (T)</source>
        <translation>Ein Foto in den latenten Raum projizieren (T)</translation>
    </message>
</context>
<context>
    <name>syper::ui::ExploreRecipes</name>
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
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>This recipe belongs to another generator (SHA-256 %1...); open it to see the same picture</source>
        <translation>Dieses Rezept gehört zu einem anderen Generator (SHA-256 %1...); öffnen Sie ihn, um dasselbe Bild zu sehen</translation>
    </message>
    <message>
        <source>Open...</source>
        <translation>Öffnen ...</translation>
    </message>
</context>
<context>
    <name>syper::ui::ExploreTools</name>
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
        <source>Pin the present picture instead (P); Esc lets go</source>
        <translation>Stattdessen das jetzige Bild anheften (P); Esc lässt los</translation>
    </message>
    <message>
        <source>Compare with the pinned picture (C)</source>
        <translation>Mit dem angehefteten Bild vergleichen (C)</translation>
    </message>
    <message>
        <source>Undo: %1 (Ctrl+Z)</source>
        <translation>Rückgängig: %1 (Strg+Z)</translation>
    </message>
    <message>
        <source>Redo: %1 (Ctrl+Y)</source>
        <translation>Wieder vor: %1 (Strg+Y)</translation>
    </message>
</context>
<context>
    <name>syper::ui::FoldedRows</name>
    <message>
        <source>More settings</source>
        <translation>Mehr Einstellungen</translation>
    </message>
</context>
<context>
    <name>syper::ui::FormActions</name>
    <message>
        <source>Copy command</source>
        <translation>Befehl kopieren</translation>
    </message>
</context>
<context>
    <name>syper::ui::HardSetPanel</name>
    <message>
        <source>FP</source>
        <translation>FP</translation>
    </message>
    <message>
        <source>same</source>
        <translation>gleich</translation>
    </message>
    <message>
        <source>DIFFERENT</source>
        <translation>VERSCHIEDEN</translation>
    </message>
    <message numerus="yes">
        <source>Hard set: %n picture(s)</source>
        <translation>
            <numerusform>Schwerer Satz: %n Bild</numerusform>
            <numerusform>Schwerer Satz: %n Bilder</numerusform>
        </translation>
    </message>
    <message>
        <source>Hard set</source>
        <translation>Schwerer Satz</translation>
    </message>
    <message>
        <source>Where a smaller model answers otherwise than its teacher, or loses more similarity than it may. Quantize can train on these pictures.</source>
        <translation>Wo ein kleineres Modell anders antwortet als sein Lehrer oder mehr Ähnlichkeit verliert als erlaubt. Quantisieren kann auf diesen Bildern trainieren.</translation>
    </message>
    <message>
        <source>Collect while walking</source>
        <translation>Beim Gehen sammeln</translation>
    </message>
    <message>
        <source>Keeps every such picture by itself; X keeps the present one in any case</source>
        <translation>Behält jedes solche Bild von selbst; X behält das jetzige in jedem Fall</translation>
    </message>
    <message>
        <source>Loss above</source>
        <translation>Verlust über</translation>
    </message>
    <message>
        <source>Similarity that a student may lose</source>
        <translation>Ähnlichkeit, die ein Schüler verlieren darf</translation>
    </message>
    <message>
        <source>A picture is hard, too, where a student&apos;s similarity is lower than its teacher&apos;s by more</source>
        <translation>Schwer ist ein Bild auch, wo die Ähnlichkeit eines Schülers um mehr unter der des Lehrers liegt</translation>
    </message>
    <message>
        <source>Pictures of the hard set</source>
        <translation>Bilder des schweren Satzes</translation>
    </message>
    <message>
        <source>Enter goes there, Delete removes</source>
        <translation>Enter geht dorthin, Entf entfernt</translation>
    </message>
    <message>
        <source>None yet. Walk about until a model says that its answer flipped, and press X.</source>
        <translation>Noch keine. Umhergehen, bis ein Modell sagt, dass seine Antwort gekippt ist, und X drücken.</translation>
    </message>
    <message>
        <source>Use on the Quantize page</source>
        <translation>Auf der Seite Quantisieren nutzen</translation>
    </message>
    <message>
        <source>Export...</source>
        <translation>Ausgeben...</translation>
    </message>
    <message>
        <source>Writes the pictures with their recipes, and a table of what the models said</source>
        <translation>Schreibt die Bilder mit ihren Rezepten und eine Tabelle dessen, was die Modelle sagten</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>flipped</source>
        <translation>gekippt</translation>
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
    <message>
        <source>between seeds at %1, %2</source>
        <translation>zwischen Seeds bei %1, %2</translation>
    </message>
    <message>
        <source>, mixed</source>
        <translation>, gemischt</translation>
    </message>
    <message>
        <source>%1. A click goes back to it; the star keeps it for good (F)</source>
        <translation>%1. Ein Klick geht dorthin zurück; der Stern behält es auf Dauer (F)</translation>
    </message>
    <message>
        <source>Favourite: %1</source>
        <translation>Liebling: %1</translation>
    </message>
    <message>
        <source>, noise by layer</source>
        <translation>, Rauschen nach Schichten</translation>
    </message>
</context>
<context>
    <name>syper::ui::IdentityBar</name>
    <message>
        <source>measuring ...</source>
        <translation>wird gemessen ...</translation>
    </message>
    <message>
        <source>beside A</source>
        <translation>zu A</translation>
    </message>
    <message>
        <source>beside the start</source>
        <translation>zum Anfang</translation>
    </message>
    <message>
        <source>Same eye?</source>
        <translation>Selbes Auge?</translation>
    </message>
    <message>
        <source>How near the recognition models find this picture to the one that the walk began at, and whether they still take both for one eye</source>
        <translation>Wie nahe die Erkennungsmodelle dieses Bild dem finden, bei dem der Weg begann, und ob sie beide noch für ein Auge halten</translation>
    </message>
    <message>
        <source>Choose a teacher and a student above: they say whether it is still the same eye.</source>
        <translation>Oben Lehrer und Schüler wählen: sie sagen, ob es noch dasselbe Auge ist.</translation>
    </message>
    <message>
        <source>Compare with this picture from here on (H)</source>
        <translation>Ab hier mit diesem Bild vergleichen (H)</translation>
    </message>
</context>
<context>
    <name>syper::ui::IdentityMeter</name>
    <message>
        <source>FP</source>
        <translation>FP</translation>
    </message>
    <message>
        <source>cannot be used</source>
        <translation>nicht verwendbar</translation>
    </message>
    <message>
        <source>no threshold</source>
        <translation>keine Schwelle</translation>
    </message>
    <message>
        <source>same eye</source>
        <translation>dasselbe</translation>
    </message>
    <message>
        <source>DIFFERENT</source>
        <translation>ANDERES</translation>
    </message>
    <message>
        <source>Similarity to the start %1: the cosine between the two embeddings, -1 to 1</source>
        <translation>Ähnlichkeit zum Anfang %1: der Kosinus zwischen den beiden Einbettungen, -1 bis 1</translation>
    </message>
    <message>
        <source>Threshold %1. %2</source>
        <translation>Schwelle %1. %2</translation>
    </message>
    <message>
        <source>This model carries no threshold; Verify measures one on a labelled set.</source>
        <translation>Dieses Modell hat keine Schwelle; Prüfen misst eine auf einem beschrifteten Satz.</translation>
    </message>
    <message>
        <source>Quantization changed the decision: the FP model decides otherwise.</source>
        <translation>Die Quantisierung hat die Entscheidung geändert: das FP-Modell entscheidet anders.</translation>
    </message>
    <message>
        <source>flipped</source>
        <translation>gekippt</translation>
    </message>
</context>
<context>
    <name>syper::ui::JobRow</name>
    <message>
        <source>took %1</source>
        <translation>dauerte %1</translation>
    </message>
    <message>
        <source>Go on (P)</source>
        <translation>Weiter (P)</translation>
    </message>
    <message>
        <source>Pause (P)</source>
        <translation>Pause (P)</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Earlier</source>
        <translation>Früher</translation>
    </message>
    <message>
        <source>Run earlier (Ctrl+Up)</source>
        <translation>Früher ausführen (Strg+Auf)</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
    <message>
        <source>Run later (Ctrl+Down)</source>
        <translation>Später ausführen (Strg+Ab)</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Stop (Del); what is finished is kept</source>
        <translation>Anhalten (Entf); was fertig ist, bleibt</translation>
    </message>
    <message>
        <source>Take off the list</source>
        <translation>Von der Liste nehmen</translation>
    </message>
    <message>
        <source>Take off the list (Del); its results stay</source>
        <translation>Von der Liste nehmen (Entf); die Ergebnisse bleiben</translation>
    </message>
    <message>
        <source>Progress of %1</source>
        <translation>Fortschritt von %1</translation>
    </message>
    <message>
        <source>Quantization</source>
        <translation>Quantisierung</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Measurement</source>
        <translation>Messung</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>waits until %1, which is paused, goes on</source>
        <translation>wartet, bis %1 weitergeht (pausiert)</translation>
    </message>
    <message>
        <source>waits for %1</source>
        <translation>wartet auf %1</translation>
    </message>
</context>
<context>
    <name>syper::ui::JobsPanel</name>
    <message numerus="yes">
        <source>%n job(s)</source>
        <translation>
            <numerusform>%n Auftrag</numerusform>
            <numerusform>%n Aufträge</numerusform>
        </translation>
    </message>
    <message>
        <source>paused</source>
        <translation>pausiert</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Aufträge</translation>
    </message>
    <message>
        <source>Running and waiting</source>
        <translation>Läuft und wartet</translation>
    </message>
    <message>
        <source>Over</source>
        <translation>Vorbei</translation>
    </message>
    <message>
        <source>Clear finished</source>
        <translation>Fertige entfernen</translation>
    </message>
    <message>
        <source>Take all that is over off the list; results stay</source>
        <translation>Alles Beendete von der Liste nehmen; Ergebnisse bleiben</translation>
    </message>
    <message>
        <source>Close the jobs panel</source>
        <translation>Auftragsliste schließen</translation>
    </message>
    <message>
        <source>Close (Esc)</source>
        <translation>Schließen (Esc)</translation>
    </message>
    <message>
        <source>Nothing runs. Quantization runs, trainings and measurements appear here, one computes at a time.</source>
        <translation>Nichts läuft. Quantisierungsläufe, Trainings und Messungen erscheinen hier; einer rechnet zur Zeit.</translation>
    </message>
</context>
<context>
    <name>syper::ui::LayerMixer</name>
    <message>
        <source>Mix</source>
        <translation>Mischen</translation>
    </message>
    <message>
        <source>Remove a donor</source>
        <translation>Spender entfernen</translation>
    </message>
    <message>
        <source>Add a donor</source>
        <translation>Spender hinzufügen</translation>
    </message>
    <message>
        <source>A random seed (to be typed over)</source>
        <translation>Ein zufälliger Seed (zum Überschreiben)</translation>
    </message>
    <message>
        <source>The pinned picture</source>
        <translation>Das angeheftete Bild</translation>
    </message>
    <message>
        <source>Looked at last</source>
        <translation>Zuletzt angesehen</translation>
    </message>
    <message>
        <source>Layer mixer</source>
        <translation>Schichtmischer</translation>
    </message>
    <message>
        <source>Take shape, features or colour from another eye: add a donor.</source>
        <translation>Form, Merkmale oder Farbe eines anderen Auges übernehmen: einen Spender hinzufügen.</translation>
    </message>
    <message>
        <source>Add a donor: a seed, the pinned picture or one looked at</source>
        <translation>Spender hinzufügen: ein Seed, das angeheftete oder ein angesehenes Bild</translation>
    </message>
</context>
<context>
    <name>syper::ui::LossLine</name>
    <message>
        <source>%1 after %2 steps</source>
        <translation>%1 nach %2 Schritten</translation>
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
    <name>syper::ui::NetworkGrid</name>
    <message>
        <source>The same latent in several networks, large</source>
        <translation>Derselbe latente Punkt in mehreren Netzen, groß</translation>
    </message>
</context>
<context>
    <name>syper::ui::NetworkStrip</name>
    <message>
        <source>Take out of the comparison (Delete)</source>
        <translation>Aus dem Vergleich nehmen (Entf)</translation>
    </message>
    <message>
        <source>The network that is open</source>
        <translation>Das offene Netz</translation>
    </message>
    <message>
        <source>A click opens it with this very latent</source>
        <translation>Ein Klick öffnet es mit genau diesem latenten Punkt</translation>
    </message>
    <message>
        <source>Open another generator beside these</source>
        <translation>Einen weiteren Generator neben diesen öffnen</translation>
    </message>
    <message>
        <source>The same latent in several networks</source>
        <translation>Derselbe latente Punkt in mehreren Netzen</translation>
    </message>
    <message>
        <source>These networks large, beside each other (G)</source>
        <translation>Diese Netze groß nebeneinander (G)</translation>
    </message>
</context>
<context>
    <name>syper::ui::NoiseLayers</name>
    <message>
        <source>Noise of a layer</source>
        <translation>Rauschen einer Schicht</translation>
    </message>
    <message>
        <source>Noise by layer</source>
        <translation>Rauschen nach Schichten</translation>
    </message>
    <message>
        <source>How strong the noise of each layer is, as a factor of the network&apos;s own</source>
        <translation>Wie stark das Rauschen jeder Schicht ist, als Faktor des netzeigenen</translation>
    </message>
    <message>
        <source>Noise of layer %1, %2 px</source>
        <translation>Rauschen der Schicht %1, %2 px</translation>
    </message>
    <message>
        <source>Factor of this layer&apos;s noise: 0 is none, 1 the network&apos;s own</source>
        <translation>Faktor für das Rauschen dieser Schicht: 0 ist keines, 1 das netzeigene</translation>
    </message>
</context>
<context>
    <name>syper::ui::PictureSlot</name>
    <message>
        <source>Open picture %1</source>
        <translation>Bild %1 öffnen</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>The clipboard holds no picture: copy one first, or open a file.</source>
        <translation>In der Zwischenablage ist kein Bild: erst eines kopieren, oder eine Datei öffnen.</translation>
    </message>
    <message>
        <source>Looking for eyes ...</source>
        <translation>Augen werden gesucht ...</translation>
    </message>
    <message>
        <source>Drop a face or an eye here,
or open, paste or generate one</source>
        <translation>Gesicht oder Auge hier ablegen
oder öffnen, einfügen, erzeugen</translation>
    </message>
    <message>
        <source>the eye of picture %1</source>
        <translation>das Auge von Bild %1</translation>
    </message>
    <message>
        <source>the eye that is left in picture %1</source>
        <translation>das linke Auge in Bild %1</translation>
    </message>
    <message>
        <source>the eye that is right in picture %1</source>
        <translation>das rechte Auge in Bild %1</translation>
    </message>
    <message>
        <source>Compare %1</source>
        <translation>%1 vergleichen</translation>
    </message>
    <message>
        <source>%1; models see it mirrored, as here</source>
        <translation>%1; Modelle sehen es gespiegelt, wie hier</translation>
    </message>
    <message>
        <source>No face and no eye found in %1. Try a larger or upright picture, or an eye crop.</source>
        <translation>Kein Gesicht und kein Auge in %1 gefunden. Versuchen Sie ein größeres oder aufrechtes Bild oder einen Augenausschnitt.</translation>
    </message>
    <message>
        <source>%1: taken as one eye</source>
        <translation>%1: als ein Auge genommen</translation>
    </message>
    <message>
        <source>%1: two eyes, found by %2</source>
        <translation>%1: zwei Augen, gefunden von %2</translation>
    </message>
    <message>
        <source>Picture %1</source>
        <translation>Bild %1</translation>
    </message>
    <message>
        <source>%1: picture %2</source>
        <translation>%1: Bild %2</translation>
    </message>
    <message>
        <source>Open a file</source>
        <translation>Datei öffnen</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>Einfügen</translation>
    </message>
    <message>
        <source>Generate an eye</source>
        <translation>Auge erzeugen</translation>
    </message>
</context>
<context>
    <name>syper::ui::ProjectionPanel</name>
    <message>
        <source>Project a photograph</source>
        <translation>Ein Foto projizieren</translation>
    </message>
    <message>
        <source>Wrote %1</source>
        <translation>%1 ist geschrieben</translation>
    </message>
    <message>
        <source>Save w for other tools</source>
        <translation>w für andere Programme speichern</translation>
    </message>
    <message>
        <source>Latents (*.npz *.safetensors)</source>
        <translation>Latente Vektoren (*.npz *.safetensors)</translation>
    </message>
    <message>
        <source>%1 is being projected; take its best or discard it first</source>
        <translation>%1 wird gerade projiziert; übernehmen Sie zuerst das Beste davon oder verwerfen Sie es</translation>
    </message>
    <message>
        <source>Projection of %1</source>
        <translation>Projektion von %1</translation>
    </message>
    <message>
        <source>No face was found in %1: the square in its middle is projected</source>
        <translation>In %1 ist kein Gesicht gefunden: das Quadrat in der Mitte wird projiziert</translation>
    </message>
    <message>
        <source>%1 shows a left eye: it is projected mirrored, as the generator draws</source>
        <translation>%1 zeigt ein linkes Auge: es wird gespiegelt projiziert, wie der Generator zeichnet</translation>
    </message>
    <message>
        <source>Save w...</source>
        <translation>w speichern ...</translation>
    </message>
    <message>
        <source>%1 is projected; it belongs to the generator that was open when it began</source>
        <translation>%1 ist projiziert; es gehört zu dem Generator, der zu Beginn offen war</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>%1 is the picture now: distance %2 after %3 steps, the best of them %4</source>
        <translation>%1 ist jetzt das Bild: Abstand %2 nach %3 Schritten, der beste davon %4</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>The projection of %1 was discarded</source>
        <translation>Die Projektion von %1 ist verworfen</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausieren</translation>
    </message>
    <message>
        <source>Looking for the eye in %1</source>
        <translation>Sucht das Auge in %1</translation>
    </message>
    <message>
        <source>Drop a photograph: the eye in it is looked for in the latent space.</source>
        <translation>Ein Foto hierher ziehen: sein Auge wird im latenten Raum gesucht.</translation>
    </message>
    <message>
        <source>%1: distance %2 after %3 steps</source>
        <translation>%1: Abstand %2 nach %3 Schritten</translation>
    </message>
    <message>
        <source>%1 waits for other jobs</source>
        <translation>%1 wartet auf andere Aufträge</translation>
    </message>
    <message>
        <source>%1: stops</source>
        <translation>%1: hält an</translation>
    </message>
    <message>
        <source>%1: measuring the spread of w</source>
        <translation>%1: misst die Streuung von w</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>pausiert</translation>
    </message>
    <message>
        <source>Step %1 of %2, distance %3</source>
        <translation>Schritt %1 von %2, Abstand %3</translation>
    </message>
    <message>
        <source>Choose a photograph to project</source>
        <translation>Ein Foto zum Projizieren wählen</translation>
    </message>
    <message>
        <source>Finds the latent whose picture is nearest to a photograph&apos;s eye; dropping one does so too</source>
        <translation>Findet den latenten Vektor, dessen Bild dem Auge eines Fotos am nächsten kommt; ein Foto hierher zu ziehen tut dasselbe</translation>
    </message>
    <message>
        <source>Space of the projection</source>
        <translation>Raum der Projektion</translation>
    </message>
    <message>
        <source>w: one latent for all layers, natural; w+: one a layer, nearer to the photograph</source>
        <translation>w: ein Vektor für alle Schichten, natürlich; w+: einer je Schicht, näher am Foto</translation>
    </message>
    <message>
        <source> steps</source>
        <translation> Schritte</translation>
    </message>
    <message>
        <source>Steps of the projection</source>
        <translation>Schritte der Projektion</translation>
    </message>
    <message>
        <source>Steps of the projection: more come nearer</source>
        <translation>Schritte der Projektion: mehr kommen näher</translation>
    </message>
    <message>
        <source>Save the present picture&apos;s w</source>
        <translation>w des jetzigen Bildes speichern</translation>
    </message>
    <message>
        <source>Save the present picture&apos;s w for other tools (projected_w.npz)</source>
        <translation>w des jetzigen Bildes für andere Programme speichern (projected_w.npz)</translation>
    </message>
    <message>
        <source>Pause the projection, or go on</source>
        <translation>Die Projektion pausieren oder fortsetzen</translation>
    </message>
    <message>
        <source>Take best</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Stop and take the best so far</source>
        <translation>Aufhören und das Beste bisher übernehmen</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>Stop and discard it</source>
        <translation>Aufhören und es verwerfen</translation>
    </message>
    <message>
        <source>Photograph</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>So far</source>
        <translation>Bisher</translation>
    </message>
    <message>
        <source>The photograph, and the picture so far</source>
        <translation>Das Foto und das Bild bisher</translation>
    </message>
    <message>
        <source>Distance to the photograph</source>
        <translation>Abstand zum Foto</translation>
    </message>
    <message>
        <source>Distance to the photograph as it falls, logarithmic; the point is the least</source>
        <translation>Abstand zum Foto, wie er fällt, logarithmisch; der Punkt ist der kleinste</translation>
    </message>
    <message>
        <source>Photo...</source>
        <translation>Foto ...</translation>
    </message>
    <message>
        <source>%1 needs a generator to be projected into; open one first</source>
        <translation>%1 braucht einen Generator, in den es projiziert wird; öffnen Sie zuerst einen</translation>
    </message>
    <message>
        <source>discarded</source>
        <translation>verworfen</translation>
    </message>
    <message>
        <source>the best so far is kept</source>
        <translation>das Beste bisher behalten</translation>
    </message>
</context>
<context>
    <name>syper::ui::QuantizePage</name>
    <message>
        <source>The command of this run is in the clipboard.</source>
        <translation>Der Befehl dieses Laufs liegt in der Zwischenablage.</translation>
    </message>
    <message numerus="yes">
        <source>%n command(s) in the clipboard; they give the same results in a terminal.</source>
        <translation>
            <numerusform>%n Befehl in der Zwischenablage; er gibt in einem Terminal dasselbe Ergebnis.</numerusform>
            <numerusform>%n Befehle in der Zwischenablage; sie geben in einem Terminal dieselben Ergebnisse.</numerusform>
        </translation>
    </message>
    <message>
        <source>Not ready</source>
        <translation>Noch nicht bereit</translation>
    </message>
    <message>
        <source>No estimate</source>
        <translation>Keine Schätzung</translation>
    </message>
    <message>
        <source>Fewer images than one batch: lower the batch.</source>
        <translation>Weniger Bilder als ein Stapel: Stapel verkleinern.</translation>
    </message>
    <message>
        <source>about %1, %2</source>
        <translation>etwa %1, %2</translation>
    </message>
    <message>
        <source>%1 steps a run, measured here; the size is that of the packed weights.</source>
        <translation>%1 Schritte je Lauf, hier gemessen; die Größe ist die der gepackten Gewichte.</translation>
    </message>
    <message>
        <source>Time not known yet</source>
        <translation>Dauer noch unbekannt</translation>
    </message>
    <message>
        <source>It is measured when no run computes; starting is fine.</source>
        <translation>Sie wird gemessen, wenn kein Lauf rechnet; starten geht trotzdem.</translation>
    </message>
    <message>
        <source>Measuring a step ...</source>
        <translation>Ein Schritt wird gemessen ...</translation>
    </message>
    <message>
        <source>Starting does not need to wait for it.</source>
        <translation>Der Start muss darauf nicht warten.</translation>
    </message>
    <message>
        <source>%1 is done: agreement with the teacher %2, %3 packed.</source>
        <translation>%1 ist fertig: Übereinstimmung mit dem Lehrer %2, gepackt %3.</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Up, Down</source>
        <translation>Auf, Ab</translation>
    </message>
    <message>
        <source>Walk through the runs</source>
        <translation>Durch die Läufe gehen</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Leertaste</translation>
    </message>
    <message>
        <source>Show or hide a run&apos;s curves</source>
        <translation>Kurven eines Laufs zeigen oder verbergen</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Show this run alone</source>
        <translation>Nur diesen Lauf zeigen</translation>
    </message>
    <message>
        <source>P</source>
        <translation>P</translation>
    </message>
    <message>
        <source>Pause the run, or let it go on</source>
        <translation>Lauf anhalten oder weitergehen lassen</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Entf</translation>
    </message>
    <message>
        <source>Remove the run</source>
        <translation>Lauf entfernen</translation>
    </message>
    <message>
        <source>Left, Right</source>
        <translation>Links, Rechts</translation>
    </message>
    <message>
        <source>Read the curves step by step</source>
        <translation>Kurven Schritt für Schritt lesen</translation>
    </message>
    <message>
        <source>+, -</source>
        <translation>+, -</translation>
    </message>
    <message>
        <source>Zoom the curves</source>
        <translation>Kurven vergrößern</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Show the curves whole again</source>
        <translation>Kurven wieder ganz zeigen</translation>
    </message>
    <message>
        <source>Quantize</source>
        <translation>Quantisieren</translation>
    </message>
    <message>
        <source>Calibration alone, measured here; the size is that of the packed weights.</source>
        <translation>Nur Kalibrierung, hier gemessen; die Größe ist die der gepackten Gewichte.</translation>
    </message>
    <message>
        <source>Measuring ...</source>
        <translation>Messe ...</translation>
    </message>
    <message>
        <source>Compare with the teacher in Verify</source>
        <translation>Unter Prüfen mit dem Lehrer vergleichen</translation>
    </message>
    <message>
        <source>Agreement with the teacher: the mean cosine between both models&apos; embeddings</source>
        <translation>Übereinstimmung mit dem Lehrer: mittlerer Kosinus zwischen den Einbettungen beider Modelle</translation>
    </message>
    <message>
        <source>cos %1</source>
        <translation>cos %1</translation>
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
    <name>syper::ui::RunAdvanced</name>
    <message>
        <source>auto: %1</source>
        <translation>auto: %1</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>Momentum</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>Weight Decay</translation>
    </message>
    <message>
        <source>Gradient clip</source>
        <translation>Gradientengrenze</translation>
    </message>
    <message>
        <source>Freeze ranges after epochs</source>
        <translation>Bereiche fest nach Epochen</translation>
    </message>
    <message>
        <source>Checkpoint every steps</source>
        <translation>Sicherungspunkt alle Schritte</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Shuffle the images</source>
        <translation>Bilder mischen</translation>
    </message>
    <message>
        <source>Augment the images</source>
        <translation>Bilder augmentieren</translation>
    </message>
</context>
<context>
    <name>syper::ui::RunComparison</name>
    <message>
        <source>Agreement with the teacher</source>
        <translation>Übereinstimmung mit dem Lehrer</translation>
    </message>
    <message>
        <source>Final loss</source>
        <translation>Letzter Verlust</translation>
    </message>
    <message>
        <source>Packed size</source>
        <translation>Größe gepackt</translation>
    </message>
    <message>
        <source>Steps done</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>Bits</source>
        <translation>Bit</translation>
    </message>
    <message>
        <source>Teacher</source>
        <translation>Lehrer</translation>
    </message>
    <message>
        <source>First weights</source>
        <translation>Anfangsgewichte</translation>
    </message>
    <message>
        <source>Scheme</source>
        <translation>Schema</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>%1 steps</source>
        <translation>%1 Schritte</translation>
    </message>
    <message>
        <source>%1 epochs</source>
        <translation>%1 Epochen</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>Stapel</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>Momentum</translation>
    </message>
    <message>
        <source>Weight decay</source>
        <translation>Weight Decay</translation>
    </message>
    <message>
        <source>Gradient clip</source>
        <translation>Gradientengrenze</translation>
    </message>
    <message>
        <source>Ranges freeze</source>
        <translation>Bereiche fest</translation>
    </message>
    <message>
        <source>after %1 steps</source>
        <translation>nach %1 Schritten</translation>
    </message>
    <message>
        <source>after %1 epochs</source>
        <translation>nach %1 Epochen</translation>
    </message>
    <message>
        <source>Shuffled</source>
        <translation>Gemischt</translation>
    </message>
    <message>
        <source>Augmented</source>
        <translation>Augmentiert</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Runs compared: results, and the settings that differ</source>
        <translation>Läufe im Vergleich: Ergebnisse und die Einstellungen, die sich unterscheiden</translation>
    </message>
    <message>
        <source>calibration</source>
        <translation>Kalibrierung</translation>
    </message>
</context>
<context>
    <name>syper::ui::RunForm</name>
    <message>
        <source>No teacher: %1</source>
        <translation>Kein Lehrer: %1</translation>
    </message>
    <message>
        <source>Choose at least one bit width.</source>
        <translation>Mindestens eine Bitbreite wählen.</translation>
    </message>
    <message>
        <source>No generator: %1</source>
        <translation>Kein Generator: %1</translation>
    </message>
    <message>
        <source>Fewer images than one batch: raise the count or lower the batch.</source>
        <translation>Weniger Bilder als ein Stapel: Anzahl erhöhen oder Stapel verkleinern.</translation>
    </message>
    <message>
        <source>Choose a folder with images, or drop one here.</source>
        <translation>Ordner mit Bildern wählen oder hier ablegen.</translation>
    </message>
    <message>
        <source>Folder with unlabelled eye images</source>
        <translation>Ordner mit Augenbildern ohne Namen</translation>
    </message>
    <message numerus="yes">
        <source>Start %n runs</source>
        <translation>
            <numerusform>%n Lauf starten</numerusform>
            <numerusform>%n Läufe starten</numerusform>
        </translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>New run</source>
        <translation>Neuer Lauf</translation>
    </message>
    <message>
        <source>As published</source>
        <translation>Wie veröffentlicht</translation>
    </message>
    <message>
        <source>The paper&apos;s settings: 10,000 images, 10 epochs, batch 16</source>
        <translation>Die Einstellungen der Veröffentlichung: 10.000 Bilder, 10 Epochen, Stapel 16</translation>
    </message>
    <message>
        <source>Quick look</source>
        <translation>Kurz ansehen</translation>
    </message>
    <message>
        <source>48 steps on 256 images: shows how it goes, trains little</source>
        <translation>48 Schritte auf 256 Bildern: zeigt, wie es geht, trainiert wenig</translation>
    </message>
    <message>
        <source>Teacher</source>
        <translation>Lehrer</translation>
    </message>
    <message>
        <source>Bits (each chosen makes a run)</source>
        <translation>Bit (jede Wahl ist ein Lauf)</translation>
    </message>
    <message>
        <source>Scheme</source>
        <translation>Schema</translation>
    </message>
    <message>
        <source>Unlabelled images</source>
        <translation>Bilder ohne Namen</translation>
    </message>
    <message>
        <source>Generated</source>
        <translation>Erzeugt</translation>
    </message>
    <message>
        <source>Images generated on the fly</source>
        <translation>Unterwegs erzeugte Bilder</translation>
    </message>
    <message>
        <source>Seeds 0, 1, 2 .. of the generator chosen above</source>
        <translation>Seeds 0, 1, 2 .. des oben gewählten Generators</translation>
    </message>
    <message>
        <source>Number of generated images</source>
        <translation>Anzahl erzeugter Bilder</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Images from a folder</source>
        <translation>Bilder aus einem Ordner</translation>
    </message>
    <message>
        <source>All pictures below it; names that mark the left eye are mirrored</source>
        <translation>Alle Bilder darunter; Namen, die das linke Auge nennen, werden gespiegelt</translation>
    </message>
    <message>
        <source>Folder of the images</source>
        <translation>Ordner der Bilder</translation>
    </message>
    <message>
        <source>choose or drop</source>
        <translation>wählen oder ablegen</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>Ordner wählen</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Unit of the length</source>
        <translation>Einheit der Länge</translation>
    </message>
    <message>
        <source>Length of the run</source>
        <translation>Länge des Laufs</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>Stapel</translation>
    </message>
    <message>
        <source>Images in one step</source>
        <translation>Bilder in einem Schritt</translation>
    </message>
    <message>
        <source>The same run for the command line</source>
        <translation>Derselbe Lauf für die Befehlszeile</translation>
    </message>
    <message>
        <source>calibrate only</source>
        <translation>nur kalibrieren</translation>
    </message>
    <message>
        <source>paper: the published way, simulated. deploy: whole numbers that run fast, ready in seconds</source>
        <translation>paper: wie veröffentlicht, simuliert. deploy: ganze Zahlen, die schnell laufen, in Sekunden fertig</translation>
    </message>
</context>
<context>
    <name>syper::ui::RunList</name>
    <message>
        <source>Runs appear here and stay: finished ones open again, interrupted ones go on.</source>
        <translation>Läufe erscheinen hier und bleiben: fertige öffnen sich wieder, unterbrochene gehen weiter.</translation>
    </message>
</context>
<context>
    <name>syper::ui::RunPageFrame</name>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>New run</source>
        <translation>Neuer Lauf</translation>
    </message>
    <message>
        <source>What a new run is to be</source>
        <translation>Was ein neuer Lauf werden soll</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>All runs</source>
        <translation>Alle Läufe</translation>
    </message>
    <message>
        <source>All runs, with what can be done with them</source>
        <translation>Alle Läufe, mit dem, was man mit ihnen tun kann</translation>
    </message>
</context>
<context>
    <name>syper::ui::RunPanel</name>
    <message>
        <source>Open a run&apos;s folder</source>
        <translation>Ordner eines Laufs öffnen</translation>
    </message>
    <message>
        <source>%1 still computes: stop it first.</source>
        <translation>%1 rechnet noch: erst anhalten.</translation>
    </message>
    <message>
        <source>%1 was removed; its files go when the studio starts next time.</source>
        <translation>%1 wurde entfernt; die Dateien verschwinden beim nächsten Start.</translation>
    </message>
    <message>
        <source>%1 left the list; its folder stays where it is.</source>
        <translation>%1 steht nicht mehr in der Liste; der Ordner bleibt, wo er ist.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) were interrupted and can go on from the last checkpoint.</source>
        <translation>
            <numerusform>%n Lauf wurde unterbrochen und kann vom letzten Checkpoint aus weitergehen.</numerusform>
            <numerusform>%n Läufe wurden unterbrochen und können vom letzten Checkpoint aus weitergehen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Open the folder of another run</source>
        <translation>Ordner eines anderen Laufs öffnen</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) paused when the studio was closed can go on.</source>
        <translation>
            <numerusform>%n Lauf pausiert, seit das Studio geschlossen wurde, und kann weitergehen.</numerusform>
            <numerusform>%n Läufe pausieren, seit das Studio geschlossen wurde, und können weitergehen.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>syper::ui::RunPlot</name>
    <message>
        <source>not a number</source>
        <translation>keine Zahl</translation>
    </message>
</context>
<context>
    <name>syper::ui::RunPlotBox</name>
    <message>
        <source>Curves</source>
        <translation>Kurven</translation>
    </message>
    <message>
        <source>Curves of %1</source>
        <translation>Kurven von %1</translation>
    </message>
    <message numerus="yes">
        <source>%n runs compared</source>
        <translation>
            <numerusform>%n Lauf verglichen</numerusform>
            <numerusform>%n Läufe verglichen</numerusform>
        </translation>
    </message>
    <message>
        <source>Export the curves</source>
        <translation>Kurven exportieren</translation>
    </message>
    <message>
        <source>Pictures and numbers (*.svg *.pdf *.png *.csv)</source>
        <translation>Bilder und Zahlen (*.svg *.pdf *.png *.csv)</translation>
    </message>
    <message>
        <source>Saved %1</source>
        <translation>%1 gespeichert</translation>
    </message>
    <message>
        <source>Cannot write %1: check the folder and the free space, or choose another place.</source>
        <translation>%1 lässt sich nicht schreiben: Ordner und freien Platz prüfen oder einen anderen Ort wählen.</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>Glättung</translation>
    </message>
    <message>
        <source>Running mean over the measured values, which stay visible behind it</source>
        <translation>Gleitendes Mittel der Messwerte, die dahinter sichtbar bleiben</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Save the curves as SVG, PDF or PNG, or their numbers as CSV</source>
        <translation>Kurven als SVG, PDF oder PNG speichern oder ihre Zahlen als CSV</translation>
    </message>
</context>
<context>
    <name>syper::ui::RunRow</name>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Take over its settings</source>
        <translation>Einstellungen übernehmen</translation>
    </message>
    <message>
        <source>Copy command</source>
        <translation>Befehl kopieren</translation>
    </message>
    <message>
        <source>Show its folder</source>
        <translation>Ordner zeigen</translation>
    </message>
    <message>
        <source>Remove (Del)</source>
        <translation>Entfernen (Entf)</translation>
    </message>
    <message>
        <source>Show the curves of %1</source>
        <translation>Kurven von %1 zeigen</translation>
    </message>
    <message>
        <source>Show its curves (Space)</source>
        <translation>Kurven zeigen (Leertaste)</translation>
    </message>
    <message>
        <source>Stop: %1</source>
        <translation>Anhalten: %1</translation>
    </message>
    <message>
        <source>Stop; it can go on later from its last checkpoint</source>
        <translation>Anhalten; es kann später vom letzten Sicherungspunkt an weitergehen</translation>
    </message>
    <message>
        <source>More about %1</source>
        <translation>Mehr zu %1</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Another program works in its folder; what it does shows here.</source>
        <translation>Ein anderes Programm arbeitet in diesem Ordner; was es tut, zeigt sich hier.</translation>
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
    <message>
        <source>|A - B| x %1: mean %2, largest %3 of 255</source>
        <translation>|A - B| x %1: Mittel %2, größter %3 von 255</translation>
    </message>
</context>
<context>
    <name>syper::ui::SeedPlanePanel</name>
    <message>
        <source>Walk between seeds</source>
        <translation>Gang zwischen Seeds</translation>
    </message>
    <message>
        <source>Back to the seed</source>
        <translation>Zurück zum Seed</translation>
    </message>
    <message>
        <source>Seed plane</source>
        <translation>Seed-Ebene</translation>
    </message>
    <message>
        <source>Drag the point between seeds; the wheel zooms, a double click goes back to the seed.</source>
        <translation>Den Punkt zwischen Seeds ziehen; das Rad vergrößert, ein Doppelklick geht zum Seed zurück.</translation>
    </message>
    <message>
        <source>Map of seeds</source>
        <translation>Karte der Seeds</translation>
    </message>
    <message>
        <source>Drag to walk between seeds; arrows step a tenth of one, with Shift a whole one</source>
        <translation>Ziehen geht zwischen Seeds; Pfeile gehen ein Zehntel weiter, mit Umschalt einen ganzen</translation>
    </message>
    <message>
        <source>Place across</source>
        <translation>Ort quer</translation>
    </message>
    <message>
        <source>Place across: whole numbers are seeds</source>
        <translation>Ort quer: ganze Zahlen sind Seeds</translation>
    </message>
    <message>
        <source>Place up</source>
        <translation>Ort aufwärts</translation>
    </message>
    <message>
        <source>Place up: a row is %1 seeds further</source>
        <translation>Ort aufwärts: eine Reihe sind %1 Seeds mehr</translation>
    </message>
    <message>
        <source>Back to the seed, and clear the path</source>
        <translation>Zurück zum Seed und den Weg löschen</translation>
    </message>
</context>
<context>
    <name>syper::ui::SheetView</name>
    <message>
        <source>training pictures</source>
        <translation>Trainingsbilder</translation>
    </message>
    <message>
        <source>%1 kimg</source>
        <translation>%1 kimg</translation>
    </message>
    <message>
        <source>Samples appear here before the first step, and with each snapshot.</source>
        <translation>Proben erscheinen hier vor dem ersten Schritt und mit jedem Schnappschuss.</translation>
    </message>
    <message>
        <source>Samples of the training appear here as it goes.</source>
        <translation>Proben des Trainings erscheinen hier, während es läuft.</translation>
    </message>
    <message>
        <source>Sheet of samples</source>
        <translation>Bogen mit Proben</translation>
    </message>
    <message>
        <source>Sheets of the training so far</source>
        <translation>Bisherige Bögen des Trainings</translation>
    </message>
    <message>
        <source>The sheets so far, always of the same latents; at its end it follows the training</source>
        <translation>Die bisherigen Bögen, immer mit denselben Latenten; am Ende folgt der Regler dem Training</translation>
    </message>
    <message>
        <source>Earlier sheet</source>
        <translation>Früherer Bogen</translation>
    </message>
    <message>
        <source>Later sheet</source>
        <translation>Späterer Bogen</translation>
    </message>
    <message>
        <source>Training pictures</source>
        <translation>Trainingsbilder</translation>
    </message>
    <message>
        <source>Show pictures that it learns from in place of its own</source>
        <translation>Bilder zeigen, aus denen es lernt, statt der eigenen</translation>
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
        <source>What the strip walks along</source>
        <translation>Woran der Streifen entlanggeht</translation>
    </message>
    <message>
        <source>Step %1 of the strip</source>
        <translation>Schritt %1 des Streifens</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>What the strip walks along; a click on a picture goes there (N: other networks)</source>
        <translation>Woran der Streifen entlanggeht; ein Klick auf ein Bild geht dorthin (N: andere Netze)</translation>
    </message>
    <message>
        <source>Networks</source>
        <translation>Netze</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
</context>
<context>
    <name>syper::ui::Timeline</name>
    <message>
        <source>Go to a keyframe</source>
        <translation>Zu einem Schlüsselbild gehen</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>Schleife</translation>
    </message>
    <message>
        <source>Easing</source>
        <translation>Übergang</translation>
    </message>
    <message>
        <source>Time to the next keyframe</source>
        <translation>Zeit bis zum nächsten Schlüsselbild</translation>
    </message>
    <message>
        <source>Frames a second</source>
        <translation>Bilder je Sekunde</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>Add the present picture as a keyframe (K)</source>
        <translation>Das jetzige Bild als Schlüsselbild hinzufügen (K)</translation>
    </message>
    <message>
        <source>Play in the view, and stop (Shift+K)</source>
        <translation>In der Ansicht abspielen und anhalten (Umschalt+K)</translation>
    </message>
    <message>
        <source>Loop: from the last keyframe back to the first, without a seam</source>
        <translation>Schleife: vom letzten Schlüsselbild zurück zum ersten, ohne Naht</translation>
    </message>
    <message>
        <source>Write a film or pictures</source>
        <translation>Einen Film oder Bilder schreiben</translation>
    </message>
    <message>
        <source>Remove the keyframe (Delete)</source>
        <translation>Das Schlüsselbild entfernen (Entf)</translation>
    </message>
    <message>
        <source>Film (MP4)...</source>
        <translation>Film (MP4) ...</translation>
    </message>
    <message>
        <source>Pictures (PNG)...</source>
        <translation>Bilder (PNG) ...</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Cancel the export</source>
        <translation>Die Ausgabe abbrechen</translation>
    </message>
    <message>
        <source>Stops; the frames written so far are kept</source>
        <translation>Hält an; die bis dahin geschriebenen Bilder bleiben</translation>
    </message>
    <message>
        <source>To the next</source>
        <translation>Zum nächsten</translation>
    </message>
    <message>
        <source>Easing to the next keyframe</source>
        <translation>Übergang zum nächsten Schlüsselbild</translation>
    </message>
    <message>
        <source>How the way to the next keyframe begins and ends</source>
        <translation>Wie der Weg zum nächsten Schlüsselbild beginnt und endet</translation>
    </message>
    <message>
        <source>smooth</source>
        <translation>weich</translation>
    </message>
    <message>
        <source>even</source>
        <translation>gleichmäßig</translation>
    </message>
    <message>
        <source>in</source>
        <translation>sanft an</translation>
    </message>
    <message>
        <source>out</source>
        <translation>sanft aus</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>Seconds to the next keyframe</source>
        <translation>Sekunden bis zum nächsten Schlüsselbild</translation>
    </message>
    <message>
        <source>Frames/s</source>
        <translation>Bilder/s</translation>
    </message>
    <message>
        <source>Frames a second, in the view and in the film</source>
        <translation>Bilder je Sekunde, in der Ansicht und im Film</translation>
    </message>
    <message>
        <source>Keyframes</source>
        <translation>Schlüsselbilder</translation>
    </message>
    <message>
        <source>Drag a keyframe in time, past others too; double click goes to it; press beside them to see the frame there</source>
        <translation>Ein Schlüsselbild in der Zeit ziehen, auch an anderen vorbei; Doppelklick geht zu ihm; daneben drücken zeigt das Bild dort</translation>
    </message>
    <message>
        <source>Write the keyframes as a film</source>
        <translation>Die Schlüsselbilder als Film schreiben</translation>
    </message>
    <message>
        <source>Films (*.mp4)</source>
        <translation>Filme (*.mp4)</translation>
    </message>
    <message>
        <source>Folder for the pictures</source>
        <translation>Ordner für die Bilder</translation>
    </message>
    <message>
        <source>Film %1</source>
        <translation>Film %1</translation>
    </message>
    <message>
        <source>Waits for other jobs</source>
        <translation>Wartet auf andere Aufträge</translation>
    </message>
    <message>
        <source>Frame %1 of %2</source>
        <translation>Bild %1 von %2</translation>
    </message>
    <message>
        <source>Show folder</source>
        <translation>Ordner zeigen</translation>
    </message>
    <message>
        <source>Wrote %1</source>
        <translation>%1 geschrieben</translation>
    </message>
    <message>
        <source>Stopped; the frames written so far are in %1</source>
        <translation>Angehalten; die bis dahin geschriebenen Bilder sind in %1</translation>
    </message>
    <message>
        <source>Stopped before the first frame; nothing was written</source>
        <translation>Vor dem ersten Bild angehalten; nichts wurde geschrieben</translation>
    </message>
    <message>
        <source>%1. What was written is in %2</source>
        <translation>%1. Was geschrieben wurde, ist in %2</translation>
    </message>
    <message>
        <source> fps</source>
        <translation> B/s</translation>
    </message>
</context>
<context>
    <name>syper::ui::TimelineModel</name>
    <message>
        <source>Add a keyframe</source>
        <translation>Schlüsselbild hinzufügen</translation>
    </message>
</context>
<context>
    <name>syper::ui::TimelineTrack</name>
    <message>
        <source>Remove a keyframe</source>
        <translation>Schlüsselbild entfernen</translation>
    </message>
    <message>
        <source>K adds the present picture as a keyframe. Two of them make a film.</source>
        <translation>K fügt das jetzige Bild als Schlüsselbild hinzu. Zwei ergeben einen Film.</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>Move a keyframe</source>
        <translation>Schlüsselbild verschieben</translation>
    </message>
</context>
<context>
    <name>syper::ui::TrainAdvanced</name>
    <message>
        <source>auto: %1</source>
        <translation>auto: %1</translation>
    </message>
    <message>
        <source>auto</source>
        <translation>auto</translation>
    </message>
    <message>
        <source>not measured</source>
        <translation>nicht gemessen</translation>
    </message>
    <message>
        <source>as labels and names say</source>
        <translation>wie Beschriftung und Namen sagen</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>adaptive</source>
        <translation>adaptiv</translation>
    </message>
    <message>
        <source>fixed</source>
        <translation>fest</translation>
    </message>
    <message>
        <source>Configuration</source>
        <translation>Konfiguration</translation>
    </message>
    <message>
        <source>cpu is small enough for this computer; the others are the published ones</source>
        <translation>cpu ist klein genug für diesen Rechner; die anderen sind die veröffentlichten</translation>
    </message>
    <message>
        <source>Mirror when loaded</source>
        <translation>Beim Laden spiegeln</translation>
    </message>
    <message>
        <source>So that all eyes look like one side</source>
        <translation>Damit alle Augen wie eine Seite aussehen</translation>
    </message>
    <message>
        <source>Augmentation</source>
        <translation>Augmentierung</translation>
    </message>
    <message>
        <source>Adaptive keeps the discriminator from learning the pictures by heart</source>
        <translation>Adaptiv hält den Diskriminator davon ab, die Bilder auswendig zu lernen</translation>
    </message>
    <message>
        <source>Transformations</source>
        <translation>Verwandlungen</translation>
    </message>
    <message>
        <source>What the augmentation does to pictures before the discriminator sees them</source>
        <translation>Was die Augmentierung mit Bildern tut, bevor der Diskriminator sie sieht</translation>
    </message>
    <message>
        <source>Its probability p</source>
        <translation>Ihre Wahrscheinlichkeit p</translation>
    </message>
    <message>
        <source>For fixed; for adaptive the first one</source>
        <translation>Für fest; für adaptiv die erste</translation>
    </message>
    <message>
        <source>Target of rt</source>
        <translation>Ziel von rt</translation>
    </message>
    <message>
        <source>Adaptive: the mean sign of the discriminator on training pictures that p steers towards</source>
        <translation>Adaptiv: das mittlere Vorzeichen des Diskriminators auf Trainingsbildern, auf das p hinsteuert</translation>
    </message>
    <message>
        <source>Frozen layers of D</source>
        <translation>Eingefrorene Schichten von D</translation>
    </message>
    <message>
        <source>For transfer: the discriminator&apos;s first layers stand still</source>
        <translation>Für Transfer: die ersten Schichten des Diskriminators stehen still</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>Stapel</translation>
    </message>
    <message>
        <source>Pictures a step</source>
        <translation>Bilder je Schritt</translation>
    </message>
    <message>
        <source>R1 weight gamma</source>
        <translation>R1-Gewicht Gamma</translation>
    </message>
    <message>
        <source>Larger for larger pictures and small sets</source>
        <translation>Größer für größere Bilder und kleine Mengen</translation>
    </message>
    <message>
        <source>Path length weight</source>
        <translation>Pfadlängen-Gewicht</translation>
    </message>
    <message>
        <source>Keeps equal steps in latent space equal in the picture; 2 as published</source>
        <translation>Hält gleiche Schritte im latenten Raum im Bild gleich; veröffentlicht: 2</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>Of both networks</source>
        <translation>Beider Netze</translation>
    </message>
    <message>
        <source>Snapshot every kimg</source>
        <translation>Schnappschuss alle kimg</translation>
    </message>
    <message>
        <source>A checkpoint, a generator and a sheet each time</source>
        <translation>Jedes Mal ein Checkpoint, ein Generator und ein Bogen</translation>
    </message>
    <message>
        <source>Pictures for the Frechet distance</source>
        <translation>Bilder für den Fréchet-Abstand</translation>
    </message>
    <message>
        <source>At each snapshot, on the bundled teacher&apos;s embeddings: a scale of its own, smaller is better</source>
        <translation>Bei jedem Schnappschuss, auf den Einbettungen des mitgelieferten Lehrers: eine eigene Skala, kleiner ist besser</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>Learn from mirror images too</source>
        <translation>Auch aus Spiegelbildern lernen</translation>
    </message>
    <message>
        <source>Compute in bfloat16 where it can be</source>
        <translation>In bfloat16 rechnen, wo es geht</translation>
    </message>
    <message>
        <source>upright, colours as they are</source>
        <translation>aufrecht, Farben bleiben</translation>
    </message>
</context>
<context>
    <name>syper::ui::TrainForm</name>
    <message>
        <source>Choose pictures to learn from, or drop them here.</source>
        <translation>Bilder zum Lernen wählen oder hier ablegen.</translation>
    </message>
    <message>
        <source>There is no %1: choose other pictures.</source>
        <translation>%1 gibt es nicht: andere Bilder wählen.</translation>
    </message>
    <message>
        <source>There is no folder %1 to save in: choose another one.</source>
        <translation>Den Ordner %1 zum Speichern gibt es nicht: einen anderen wählen.</translation>
    </message>
    <message>
        <source>Folder with pictures to learn from</source>
        <translation>Ordner mit Bildern zum Lernen</translation>
    </message>
    <message>
        <source>Pictures to learn from</source>
        <translation>Bilder zum Lernen</translation>
    </message>
    <message>
        <source>Data sets (*.zip dataset.json *.safetensors *.npy)</source>
        <translation>Datensätze (*.zip dataset.json *.safetensors *.npy)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Network to start from</source>
        <translation>Netz, mit dem begonnen wird</translation>
    </message>
    <message>
        <source>Networks and checkpoints (*.safetensors *.pkl *.pt *.pth)</source>
        <translation>Netze und Checkpoints (*.safetensors *.pkl *.pt *.pth)</translation>
    </message>
    <message>
        <source>Folder to save trainings in</source>
        <translation>Ordner, in dem Trainings gespeichert werden</translation>
    </message>
    <message>
        <source>New training</source>
        <translation>Neues Training</translation>
    </message>
    <message>
        <source>A folder, a zip, a dataset.json, or a .safetensors or .npy of pictures</source>
        <translation>Ein Ordner, ein Zip, eine dataset.json oder eine .safetensors oder .npy mit Bildern</translation>
    </message>
    <message>
        <source>choose or drop</source>
        <translation>wählen oder ablegen</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>Ordner wählen</translation>
    </message>
    <message>
        <source>Choose a zip, a dataset.json or a file of tensors</source>
        <translation>Zip, dataset.json oder Tensordatei wählen</translation>
    </message>
    <message>
        <source>Start from</source>
        <translation>Beginnen mit</translation>
    </message>
    <message>
        <source>A network that knows something alike needs far less time</source>
        <translation>Ein Netz, das Ähnliches kann, braucht viel weniger Zeit</translation>
    </message>
    <message>
        <source>a new network</source>
        <translation>einem neuen Netz</translation>
    </message>
    <message>
        <source>the bundled generator</source>
        <translation>dem mitgelieferten Generator</translation>
    </message>
    <message>
        <source>a snapshot or network ...</source>
        <translation>einem Schnappschuss oder Netz ...</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Side of the pictures; each doubling takes about four times as long</source>
        <translation>Seite der Bilder; jede Verdopplung dauert etwa viermal so lange</translation>
    </message>
    <message>
        <source>%1 px</source>
        <translation>%1 px</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Thousands of pictures shown in all, repeats included</source>
        <translation>Tausende insgesamt gezeigter Bilder, Wiederholungen mitgezählt</translation>
    </message>
    <message>
        <source> kimg</source>
        <translation> kimg</translation>
    </message>
    <message>
        <source>Save in</source>
        <translation>Speichern in</translation>
    </message>
    <message>
        <source>Each training gets a folder of its own there</source>
        <translation>Jedes Training bekommt dort einen eigenen Ordner</translation>
    </message>
    <message>
        <source>the studio&apos;s own folder</source>
        <translation>dem eigenen Ordner des Studios</translation>
    </message>
    <message>
        <source>Choose where to save</source>
        <translation>Ort zum Speichern wählen</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>The same training for the command line</source>
        <translation>Dasselbe Training für die Kommandozeile</translation>
    </message>
    <message>
        <source>These pictures cannot be used, see above.</source>
        <translation>Diese Bilder lassen sich nicht verwenden, siehe oben.</translation>
    </message>
</context>
<context>
    <name>syper::ui::TrainHead</name>
    <message>
        <source>reading picture %1 of %2</source>
        <translation>liest Bild %1 von %2</translation>
    </message>
    <message>
        <source>%1 of %2 kimg</source>
        <translation>%1 von %2 kimg</translation>
    </message>
    <message>
        <source>%1 pictures/s</source>
        <translation>%1 Bilder/s</translation>
    </message>
    <message>
        <source>p %1</source>
        <translation>p %1</translation>
    </message>
    <message>
        <source>rt %1</source>
        <translation>rt %1</translation>
    </message>
    <message>
        <source>Frechet %1</source>
        <translation>Fréchet %1</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>Proben</translation>
    </message>
    <message>
        <source>Choose pictures and start, or open a training.</source>
        <translation>Bilder wählen und starten oder ein Training öffnen.</translation>
    </message>
    <message>
        <source>Open in Explore</source>
        <translation>In Erkunden öffnen</translation>
    </message>
    <message>
        <source>Look at what its newest snapshot draws</source>
        <translation>Ansehen, was sein neuester Schnappschuss zeichnet</translation>
    </message>
    <message>
        <source>comparing with photographs for the Frechet distance</source>
        <translation>Vergleich mit Fotos für die Fréchet-Distanz</translation>
    </message>
</context>
<context>
    <name>syper::ui::TrainPage</name>
    <message>
        <source>Open in Explore</source>
        <translation>In Erkunden öffnen</translation>
    </message>
    <message>
        <source>The command of this training is in the clipboard.</source>
        <translation>Der Befehl dieses Trainings ist in der Zwischenablage.</translation>
    </message>
    <message>
        <source>Pictures that are decoded already; they are counted at the start.</source>
        <translation>Bilder, die schon dekodiert sind; gezählt werden sie beim Start.</translation>
    </message>
    <message>
        <source>Looking through the pictures ...</source>
        <translation>Sieht die Bilder durch ...</translation>
    </message>
    <message>
        <source>, %1 mirrored to one side</source>
        <translation>, %1 auf eine Seite gespiegelt</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n Bild</numerusform>
            <numerusform>%n Bilder</numerusform>
        </translation>
    </message>
    <message>
        <source>Not ready</source>
        <translation>Noch nicht bereit</translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>etwa %1</translation>
    </message>
    <message>
        <source>Time not known yet</source>
        <translation>Dauer noch unbekannt</translation>
    </message>
    <message>
        <source>It is told after the first step; it can be stopped and go on.</source>
        <translation>Sie steht nach dem ersten Schritt da; anhalten und weitergehen geht jederzeit.</translation>
    </message>
    <message>
        <source>%1 is done: %2 kimg, Frechet distance %3.</source>
        <translation>%1 ist fertig: %2 kimg, Fréchet-Abstand %3.</translation>
    </message>
    <message>
        <source>%1 is done: %2 kimg.</source>
        <translation>%1 ist fertig: %2 kimg.</translation>
    </message>
    <message>
        <source>Up, Down</source>
        <translation>Auf, Ab</translation>
    </message>
    <message>
        <source>Walk through the runs</source>
        <translation>Durch die Läufe gehen</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Leertaste</translation>
    </message>
    <message>
        <source>Show or hide a run&apos;s curves</source>
        <translation>Kurven eines Laufs zeigen oder verbergen</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Show this run alone</source>
        <translation>Nur diesen Lauf zeigen</translation>
    </message>
    <message>
        <source>P</source>
        <translation>P</translation>
    </message>
    <message>
        <source>Pause the run, or let it go on</source>
        <translation>Lauf anhalten oder weitergehen lassen</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Entf</translation>
    </message>
    <message>
        <source>Remove the run</source>
        <translation>Lauf entfernen</translation>
    </message>
    <message>
        <source>Left, Right</source>
        <translation>Links, Rechts</translation>
    </message>
    <message>
        <source>On the slider: earlier and later sheets; in the curves: read them</source>
        <translation>Auf dem Regler: frühere und spätere Bögen; in den Kurven: ablesen</translation>
    </message>
    <message>
        <source>+, -</source>
        <translation>+, -</translation>
    </message>
    <message>
        <source>Zoom the sheet or the curves</source>
        <translation>In Bogen oder Kurven hineinzoomen</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Show the curves whole again</source>
        <translation>Kurven wieder ganz zeigen</translation>
    </message>
    <message>
        <source>Frechet distance to the training pictures on the bundled teacher&apos;s embeddings; smaller is better</source>
        <translation>Fréchet-Abstand zu den Trainingsbildern auf den Einbettungen des mitgelieferten Lehrers; kleiner ist besser</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>Trainieren</translation>
    </message>
    <message>
        <source>As long as the last training of this size took here: %1 pictures/s, snapshots included.</source>
        <translation>So lange wie das letzte Training dieser Größe hier: %1 Bilder/s, mit Zwischenständen.</translation>
    </message>
    <message>
        <source>Frechet %1</source>
        <translation>Fréchet %1</translation>
    </message>
</context>
<context>
    <name>syper::ui::UndoMenu</name>
    <message>
        <source>Before: %1</source>
        <translation>Vor: %1</translation>
    </message>
    <message>
        <source>After: %1</source>
        <translation>Nach: %1</translation>
    </message>
</context>
<context>
    <name>syper::ui::VerifyCard</name>
    <message>
        <source>Score: the cosine between the two eyes&apos; embeddings, -1 to 1</source>
        <translation>Score: Kosinus zwischen den Einbettungen beider Augen, -1 bis 1</translation>
    </message>
    <message>
        <source>cannot be used</source>
        <translation>nicht verwendbar</translation>
    </message>
    <message>
        <source>waits for two eyes</source>
        <translation>wartet auf zwei Augen</translation>
    </message>
    <message>
        <source>no threshold</source>
        <translation>keine Schwelle</translation>
    </message>
    <message>
        <source>same eye</source>
        <translation>gleiches Auge</translation>
    </message>
    <message>
        <source>DIFFERENT</source>
        <translation>VERSCHIEDEN</translation>
    </message>
    <message>
        <source>← flipped</source>
        <translation>← gekippt</translation>
    </message>
    <message>
        <source>Quantization changed the decision: the FP model decides otherwise.</source>
        <translation>Die Quantisierung hat die Entscheidung geändert: das FP-Modell entscheidet anders.</translation>
    </message>
    <message>
        <source>This model carries no threshold. Measure one on a labelled set.</source>
        <translation>Dieses Modell trägt keine Schwelle. Messen Sie eine auf einer benannten Menge.</translation>
    </message>
    <message>
        <source>packed</source>
        <translation>gepackt</translation>
    </message>
    <message>
        <source>FP32</source>
        <translation>FP32</translation>
    </message>
    <message>
        <source>Calibrate ...</source>
        <translation>Kalibrieren ...</translation>
    </message>
    <message>
        <source>Calibrate %1</source>
        <translation>%1 kalibrieren</translation>
    </message>
    <message>
        <source>Take %1 out of the comparison</source>
        <translation>%1 aus dem Vergleich nehmen</translation>
    </message>
    <message>
        <source>Take it out of the comparison</source>
        <translation>Aus dem Vergleich nehmen</translation>
    </message>
    <message>
        <source>threshold %1: %2</source>
        <translation>Schwelle %1: %2</translation>
    </message>
    <message>
        <source>Measure its threshold on made-up eyes, a folder of labelled eyes or a list of pairs</source>
        <translation>Seine Schwelle auf erfundenen Augen, einem Ordner beschrifteter Augen oder einer Liste von Paaren messen</translation>
    </message>
    <message>
        <source>integer</source>
        <translation>ganzzahlig</translation>
    </message>
    <message>
        <source>folded</source>
        <translation>gefaltet</translation>
    </message>
    <message>
        <source>layer by layer</source>
        <translation>Schicht für Schicht</translation>
    </message>
    <message>
        <source>%1 ms %2 · %3 %4</source>
        <translation>%1 ms %2 · %3 %4</translation>
    </message>
    <message>
        <source>by count</source>
        <translation>gezählt</translation>
    </message>
    <message>
        <source>Time for one eye after a warm-up, on this computer, computed by: %1; size as the paper counts: parameters x bits, which is on disk once packed (scheme deploy)</source>
        <translation>Zeit für ein Auge nach dem Aufwärmen, auf diesem Rechner, berechnet durch: %1; Größe, wie sie der Artikel zählt: Parameter x Bits, so auf der Platte, sobald gepackt (Schema deploy)</translation>
    </message>
</context>
<context>
    <name>syper::ui::VerifyPage</name>
    <message>
        <source>pasted picture</source>
        <translation>eingefügtes Bild</translation>
    </message>
    <message>
        <source>%1, run of %2</source>
        <translation>%1, Lauf vom %2</translation>
    </message>
    <message>
        <source>Open...</source>
        <translation>Öffnen ...</translation>
    </message>
    <message>
        <source>Open a recognition model</source>
        <translation>Erkennungsmodell öffnen</translation>
    </message>
    <message>
        <source>Models (*.pth *.pt *.safetensors)</source>
        <translation>Modelle (*.pth *.pt *.safetensors)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>made-up eye, seed %1</source>
        <translation>erfundenes Auge, Seed %1</translation>
    </message>
    <message>
        <source>Folder with labels.csv, pairs.txt, or a folder for each identity...</source>
        <translation>Ordner mit labels.csv, pairs.txt oder einem Ordner je Identität ...</translation>
    </message>
    <message>
        <source>Folder of labelled eyes</source>
        <translation>Ordner benannter Augen</translation>
    </message>
    <message>
        <source>Table of labels or list of pairs...</source>
        <translation>Namentabelle oder Paarliste ...</translation>
    </message>
    <message>
        <source>Table of labels or list of pairs</source>
        <translation>Namentabelle oder Paarliste</translation>
    </message>
    <message>
        <source>Tables and lists (*.csv *.txt)</source>
        <translation>Tabellen und Listen (*.csv *.txt)</translation>
    </message>
    <message>
        <source>Add a model first: there is nothing to measure.</source>
        <translation>Erst ein Modell hinzufügen: es gibt nichts zu messen.</translation>
    </message>
    <message>
        <source>%1: %2 %3</source>
        <translation>%1: %2 %3</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Open a file for the focused picture</source>
        <translation>Datei für das Bild mit dem Fokus öffnen</translation>
    </message>
    <message>
        <source>Ctrl+V</source>
        <translation>Strg+V</translation>
    </message>
    <message>
        <source>Paste into the focused picture</source>
        <translation>In das Bild mit dem Fokus einfügen</translation>
    </message>
    <message>
        <source>Left, Right</source>
        <translation>Links, Rechts</translation>
    </message>
    <message>
        <source>Choose the eye; move the threshold in the plot</source>
        <translation>Auge wählen; Schwelle im Diagramm verschieben</translation>
    </message>
    <message>
        <source>Models side by side</source>
        <translation>Modelle nebeneinander</translation>
    </message>
    <message>
        <source>Add a model</source>
        <translation>Modell hinzufügen</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Eyes that the generator makes up</source>
        <translation>Augen, die der Generator erfindet</translation>
    </message>
    <message>
        <source>The generator&apos;s file is still being read; try again in a moment.</source>
        <translation>Die Datei des Generators wird noch gelesen; versuchen Sie es gleich noch einmal.</translation>
    </message>
</context>
<context>
    <name>syper::ui::VerifyStatistics</name>
    <message>
        <source>The slider&apos;s threshold, the same for all models.</source>
        <translation>Die Schwelle des Reglers, dieselbe für alle Modelle.</translation>
    </message>
    <message>
        <source>%1 for all models. A higher threshold accepts fewer impostors and refuses more genuine eyes.</source>
        <translation>%1 für alle Modelle. Eine höhere Schwelle nimmt weniger Fremde an und weist mehr echte Augen ab.</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>EER</source>
        <translation>EER</translation>
    </message>
    <message>
        <source>FNMR@%1</source>
        <translation>FNMR@%1</translation>
    </message>
    <message>
        <source>FMR</source>
        <translation>FMR</translation>
    </message>
    <message>
        <source>FNMR</source>
        <translation>FNMR</translation>
    </message>
    <message>
        <source>Equal error rate: where FMR and FNMR meet</source>
        <translation>Gleichfehlerrate: wo FMR und FNMR sich treffen</translation>
    </message>
    <message>
        <source>Impostors accepted at the threshold above</source>
        <translation>Angenommene Fremde an der Schwelle oben</translation>
    </message>
    <message>
        <source>Genuine eyes refused at the threshold above</source>
        <translation>Abgewiesene echte Augen an der Schwelle oben</translation>
    </message>
    <message>
        <source>Export the plot</source>
        <translation>Diagramm exportieren</translation>
    </message>
    <message>
        <source>Pictures (*.svg *.pdf *.png)</source>
        <translation>Bilder (*.svg *.pdf *.png)</translation>
    </message>
    <message>
        <source>Saved %1</source>
        <translation>%1 gespeichert</translation>
    </message>
    <message>
        <source>Cannot write %1: check the folder and the free space, or choose another place.</source>
        <translation>%1 lässt sich nicht schreiben: Ordner und freien Platz prüfen oder einen anderen Ort wählen.</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>False match rate of the threshold</source>
        <translation>FMR der Schwelle</translation>
    </message>
    <message>
        <source>How rarely an impostor may be accepted</source>
        <translation>Wie selten ein Fremder angenommen werden darf</translation>
    </message>
    <message>
        <source>Threshold for all models</source>
        <translation>Schwelle für alle Modelle</translation>
    </message>
    <message>
        <source>Move it to decide by one threshold for all models</source>
        <translation>Verschieben heißt: eine Schwelle für alle Modelle</translation>
    </message>
    <message>
        <source>own</source>
        <translation>eigene</translation>
    </message>
    <message>
        <source>Each model&apos;s own threshold</source>
        <translation>Jedes Modell mit eigener Schwelle</translation>
    </message>
    <message>
        <source>Back to each model&apos;s own threshold</source>
        <translation>Zurück zur eigenen Schwelle jedes Modells</translation>
    </message>
    <message>
        <source>Measure on a labelled set</source>
        <translation>Auf einer benannten Menge messen</translation>
    </message>
    <message>
        <source>Save the plot as SVG, PDF or PNG</source>
        <translation>Diagramm als SVG, PDF oder PNG speichern</translation>
    </message>
    <message numerus="yes">
        <source>%1: %n picture(s)</source>
        <translation>
            <numerusform>%1: %n Bild</numerusform>
            <numerusform>%1: %n Bilder</numerusform>
        </translation>
    </message>
    <message>
        <source>Statistics</source>
        <translation>Statistik</translation>
    </message>
    <message>
        <source>Error rates of the models</source>
        <translation>Fehlerraten der Modelle</translation>
    </message>
    <message>
        <source>the slider&apos;s</source>
        <translation>die des Reglers</translation>
    </message>
    <message>
        <source>How often does each model err? Measure it: DET curves, score histograms and error rates of all models appear here. Take your own labelled eyes or pairs, or eyes of nobody that the generator makes up.</source>
        <translation>Wie oft irrt jedes Modell? Hier erscheinen DET-Kurven, Verteilungen der Werte und Fehlerraten aller Modelle. Nehmen Sie eigene beschriftete Augen oder Paare, oder Augen von niemandem, die der Generator erfindet.</translation>
    </message>
    <message>
        <source>Measure on made-up eyes</source>
        <translation>An erfundenen Augen messen</translation>
    </message>
    <message>
        <source>60 identities of nobody, four pictures each; takes about a minute</source>
        <translation>60 Identitäten von niemandem, je vier Bilder; dauert etwa eine Minute</translation>
    </message>
    <message>
        <source>Measure ...</source>
        <translation>Messen ...</translation>
    </message>
    <message>
        <source>Each model at its own threshold for FMR %1: it accepted at most one impostor in %2 of the set it was measured on.</source>
        <translation>Jedes Modell bei seiner eigenen Schwelle für FMR %1: auf dem Satz, auf dem sie gemessen wurde, nahm es höchstens einen Fremden von %2 an.</translation>
    </message>
    <message>
        <source>too few</source>
        <translation>zu wenige</translation>
    </message>
    <message>
        <source>Genuine eyes refused while FMR %1 is never exceeded; none where impostors are too few</source>
        <translation>Abgelehnte echte Augen, solange FMR %1 nie überschritten wird; nichts, wo Fremde zu wenige sind</translation>
    </message>
    <message>
        <source>Too few impostor pairs for FMR %1: the set has %2, and at least %3 are needed</source>
        <translation>Zu wenige Fremdpaare für FMR %1: der Satz hat %2, nötig sind mindestens %3</translation>
    </message>
</context>
</TS>
