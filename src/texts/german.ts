import type { NoticeTexts } from './noticeTexts';

export const german: NoticeTexts = {
  waiting:
    'Sie sind in der Warteschlange. Hier antwortet Ihnen gleich jemand. Schreiben Sie „Chat beenden“, um zu gehen.',
  agentJoined: 'Sie sprechen jetzt mit {name}.',
  agentJoinedUnnamed: 'Sie sprechen jetzt mit einer Kundenberaterin oder einem Kundenberater.',
  endedByAgent: 'Die Unterhaltung wurde von unserer Seite geschlossen.',
  endedByUser: 'Sie haben die Unterhaltung verlassen.',
  endedBySystem: 'Die Unterhaltung mit unserem Team ist beendet.',
  nobodyInTime: 'Leider konnte niemand rechtzeitig antworten.',
  idle: 'Die Unterhaltung wurde geschlossen, weil eine Weile niemand geschrieben hat.',
  failed: 'Leider hat die Verbindung zu unserem Team nicht geklappt.',
  undelivered: 'Ihre letzte Nachricht kam zu spät an. Sie können sie noch einmal senden.',
  refused: 'Leider konnte Ihre letzte Nachricht nicht weitergegeben werden.',
  fileTooLarge: 'Ihre Datei {name} ist zu groß und wurde nicht weitergegeben.',
  fileTypeRefused: 'Dateien wie {name} werden hier nicht angenommen; sie wurde nicht weitergegeben.',
  fileSourceRefused: 'Ihre Datei {name} konnte nicht weitergegeben werden.',
  fileUnreadable:
    'Ihre Datei {name} konnte nicht gelesen werden und wurde nicht weitergegeben. Versuchen Sie es noch einmal.',
  connectionDown: 'Die Verbindung ist unterbrochen. Ihre Nachrichten werden aufbewahrt und weitergegeben.',
  connectionBack: 'Die Verbindung steht wieder.',
  tooManyWaiting:
    'Es warten schon zu viele Nachrichten. Diese wurde nicht weitergegeben; senden Sie sie später noch einmal.',
  disabled: 'Unser Team ist im Moment leider nicht per Chat erreichbar.',
  outsideHours: 'Unser Team ist um diese Zeit leider nicht da.',
  noAgents: 'Im Moment ist leider niemand frei.',
  estimatedWait: 'Die erwartete Wartezeit beträgt etwa {minutes} Min.',
  heldAction: 'In dieser Unterhaltung antwortet Ihnen ein Mensch. Bitte schreiben Sie Ihre Antwort als Nachricht.',
  contentUnknown: '[Diese Nachricht kann hier nicht angezeigt werden.]',
  contentForm:
    '[Sie haben ein Formular bekommen, das hier nicht ausgefüllt werden kann. Bitte antworten Sie mit eigenen Worten.]',
  agentLabel: 'Kundenberatung',
  flowLabel: 'Automatische Nachricht',
};
