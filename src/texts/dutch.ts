import type { NoticeTexts } from './noticeTexts';

export const dutch: NoticeTexts = {
  waiting: 'U staat in de wachtrij. Een medewerker antwoordt u hier. Schrijf "chat beëindigen" om te stoppen.',
  agentJoined: 'U spreekt nu met {name}.',
  agentJoinedUnnamed: 'U spreekt nu met een medewerker.',
  endedByAgent: 'De medewerker heeft het gesprek afgesloten.',
  endedByUser: 'U hebt het gesprek met de medewerker verlaten.',
  endedBySystem: 'Het gesprek met de medewerker is beëindigd.',
  nobodyInTime: 'Het spijt ons, geen medewerker kon op tijd antwoorden.',
  idle: 'Het gesprek met de medewerker is afgesloten omdat er een tijd niets is geschreven.',
  failed: 'Het spijt ons, de verbinding met onze medewerkers is niet gelukt.',
  undelivered: 'Uw laatste bericht kwam te laat voor de medewerker. Stuur het eventueel opnieuw.',
  refused: 'Het spijt ons, uw laatste bericht kon niet aan de medewerker worden doorgegeven.',
  fileTooLarge: 'Uw bestand {name} is te groot en is niet aan de medewerker doorgegeven.',
  fileTypeRefused: 'Bestanden zoals {name} worden hier niet aangenomen; het is dus niet aan de medewerker doorgegeven.',
  fileSourceRefused: 'Uw bestand {name} kon niet aan de medewerker worden doorgegeven.',
  fileUnreadable:
    'Uw bestand {name} kon niet worden gelezen en is niet aan de medewerker doorgegeven. Probeer het opnieuw.',
  connectionDown: 'De verbinding met de medewerker is onderbroken. Uw berichten worden bewaard en doorgegeven.',
  connectionBack: 'De verbinding met de medewerker werkt weer.',
  tooManyWaiting: 'Er wachten al te veel berichten. Dit bericht is niet doorgegeven; stuur het later opnieuw.',
  disabled: 'Het spijt ons, onze medewerkers zijn op dit moment niet via chat bereikbaar.',
  outsideHours: 'Het spijt ons, onze medewerkers zijn er op dit tijdstip niet.',
  noAgents: 'Het spijt ons, er is nu geen medewerker beschikbaar.',
  estimatedWait: 'De verwachte wachttijd is ongeveer {minutes} min.',
  heldAction: 'Een medewerker antwoordt in dit gesprek. Schrijf uw antwoord als bericht.',
  contentUnknown: '[Dit bericht kan hier niet worden weergegeven.]',
  contentForm:
    '[De medewerker heeft een formulier gestuurd dat hier niet kan worden ingevuld. Antwoord in eigen woorden.]',
  agentLabel: 'Medewerker',
  flowLabel: 'Automatisch bericht',
};
