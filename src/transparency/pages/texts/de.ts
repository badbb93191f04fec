/** German, in Swiss spelling: what authorities are told, and what stands around it. */
import type { AuthoritiesText, FrameText } from '../language';

const frame: FrameText = {
  site: 'Transparenz',
  skip: 'Zum Inhalt springen',
  menu: 'Seiten',
  nav: {
    '/transparency-reports': 'Berichte',
    '/ledger': 'Register',
    '/what-we-hold': 'Was wir speichern',
    '/method': 'Wie wir zählen',
    '/verify': 'Nachprüfen',
    '/corrections': 'Korrekturen',
    '/law-enforcement': 'Für Behörden',
    '/data': 'Daten',
  },
  footer:
    'Kein Skript, kein Cookie, nichts von anderen Servern. Zahlen und Dateien dürfen unter CC BY 4.0 verwendet werden.',
  feedNews: 'Transparenz: Veröffentlichungen und Korrekturen (englisch)',
  feedCorrections: 'Transparenz: Korrekturen (englisch)',
};

const authorities: AuthoritiesText = {
  title: 'Für Behörden',
  lead: 'Dieses Relais weckt Telefone. Es speichert keine Nachrichten, keine Kontaktlisten und keine Adressbücher, und es kennt die Namen der Personen nicht, die es benutzen.',
  binding:
    'Diese Seite besteht auf Englisch, Deutsch, Französisch und Italienisch. Bei Abweichungen ist der englische Wortlaut massgebend.',
  whatExists:
    'Bevor Sie schreiben: Die Seite «Was wir speichern» (englisch) führt alle vorhandenen Angaben auf, ihre Aufbewahrungsdauer und das Rechtsinstrument, mit dem sie verlangt werden könnten. Was dort nicht steht, ist hier nicht vorhanden.',
  routesTitle: 'Der richtige Weg für Ihr Ersuchen',
  routes: [
    {
      title: 'Schweizer Behörden',
      text: 'Richten Sie Anfragen nach dem Bundesgesetz betreffend die Überwachung des Post- und Fernmeldeverkehrs (BÜPF) über den Dienst Überwachung Post- und Fernmeldeverkehr (Dienst ÜPF) an uns.',
    },
    {
      title: 'Schweizer Staatsanwaltschaften und Gerichte',
      text: 'Stellen Sie eine schriftliche, unterzeichnete Verfügung mit Angabe der Rechtsgrundlage an der Zustelladresse zu. Ein Telefonanruf oder eine nicht unterzeichnete E-Mail ist keine Verfügung.',
    },
    {
      title: 'Behörden anderer Staaten',
      text: 'Beschreiten Sie den Weg der internationalen Rechtshilfe über das Bundesamt für Justiz. Artikel 271 des Schweizerischen Strafgesetzbuches erlaubt uns nicht, einer ausländischen Behörde direkt zu antworten.',
    },
    {
      title: 'Notfälle',
      text: 'Bei akuter Gefahr für Leib oder Leben: Teilen Sie mit, worin die Gefahr besteht, warum die Sache nicht warten kann und was Sie wissen müssen. Wir rufen immer zurück, und zwar auf eine Nummer Ihrer Behörde, die wir selbst ermitteln.',
    },
    {
      title: 'Datensicherung',
      text: 'Ein Ersuchen um Sicherung von Daten bezeichnet die Daten, das Rechtsinstrument, das folgen soll, und den Zeitpunkt. Es wird gesondert gezählt; Daten werden damit nicht herausgegeben.',
    },
  ],
  checklistTitle: 'Was Ihr Ersuchen enthalten muss',
  checklist: {
    authority: 'Die Behörde, die verantwortliche Person und eine amtliche Antwortadresse',
    reference: 'Ihr Aktenzeichen und das Ausstellungsdatum',
    basis: 'Die Rechtsgrundlage des Ersuchens und seine Begründung',
    identifiers: 'Die genauen Kennungen: Eine Account ID besteht aus 66 hexadezimalen Zeichen und beginnt mit 05',
    categories: 'Die Datenkategorien, wie sie unter «Was wir speichern» bezeichnet sind',
    period: 'Der Zeitraum und die Höchstzahl der Datensätze',
    redress: 'Die Rechtsmittel gegen die Anordnung und die Rechtsmittelfrist',
    secrecy: 'Ob Geheimhaltung angeordnet ist, auf welcher Grundlage, worüber und bis zu welchem Datum',
    signature: 'Die Unterschrift der zur Anordnung befugten Person',
  },
  example: 'Eine Account ID sieht so aus:',
  formTitle: 'Formular zum Ausfüllen',
  form: 'Dieselbe Liste mit Raum für Ihre Angaben. Das Formular ist freiwillig; ein Ersuchen, das alle Punkte der Liste enthält, ist an keine Form gebunden.',
  formLink: 'Formular (reiner Text)',
  costsTitle: 'Kosten',
  costs: 'Kosten und Entschädigungen richten sich nach dem Recht, auf das sich das Ersuchen stützt.',
  languagesTitle: 'Sprachen',
  languages: 'Sie können auf Deutsch, Französisch, Italienisch oder Englisch schreiben.',
  noticeTitle: 'Benachrichtigung der betroffenen Personen',
  notice:
    'Wir benachrichtigen die betroffenen Personen, bevor wir etwas herausgeben, es sei denn, das Gesetz oder eine Anordnung verbiete es.',
  countedTitle: 'Ihr Ersuchen wird gezählt',
  counted:
    'Jedes Ersuchen geht mit Herkunftsstaat, Art des Verfahrens und Ergebnis in einen öffentlichen Quartalsbericht ein, es sei denn, das Gesetz verpflichte uns, es eine Zeit lang geheim zu halten. Weder die Bediensteten noch die betroffenen Personen werden genannt.',
  contactTitle: 'Zustelladresse',
  contactMissing: 'Der Betreiber dieses Relais hat noch keine Zustelladresse hinterlegt.',
};

export const de = { frame, authorities };
