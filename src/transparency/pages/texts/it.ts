/** Italian: what authorities are told, and what stands around it. */
import type { AuthoritiesText, FrameText } from '../language';

const frame: FrameText = {
  site: 'Trasparenza',
  skip: 'Vai al contenuto',
  menu: 'Pagine',
  nav: {
    '/transparency-reports': 'Rapporti',
    '/ledger': 'Registro',
    '/what-we-hold': 'Che cosa conserviamo',
    '/method': 'Come contiamo',
    '/verify': 'Verificare',
    '/corrections': 'Rettifiche',
    '/law-enforcement': 'Per le autorità',
    '/data': 'Dati',
  },
  footer:
    'Nessuno script, nessun cookie, nulla che provenga da altri server. Le cifre e i file possono essere utilizzati secondo CC BY 4.0.',
  feedNews: 'Trasparenza: pubblicazioni e rettifiche (in inglese)',
  feedCorrections: 'Trasparenza: rettifiche (in inglese)',
};

const authorities: AuthoritiesText = {
  title: 'Per le autorità',
  lead: 'Questo relè risveglia telefoni. Non conserva messaggi, elenchi di contatti né rubriche, e non conosce i nomi delle persone che lo utilizzano.',
  binding:
    'Questa pagina esiste in inglese, tedesco, francese e italiano. In caso di divergenze fa stato il testo inglese.',
  whatExists:
    'Prima di scrivere: la pagina «Che cosa conserviamo» (in inglese) elenca tutti i dati esistenti, la loro durata di conservazione e lo strumento giuridico con cui potrebbero essere richiesti. Ciò che non vi figura qui non esiste.',
  routesTitle: 'La via corretta per la vostra domanda',
  routes: [
    {
      title: 'Autorità svizzere',
      text: 'Inviate le domande fondate sulla legge federale sulla sorveglianza della corrispondenza postale e del traffico delle telecomunicazioni (LSCPT) per il tramite del Servizio Sorveglianza della corrispondenza postale e del traffico delle telecomunicazioni (Servizio SCPT).',
    },
    {
      title: 'Pubblici ministeri e tribunali svizzeri',
      text: 'Notificate al recapito per le notificazioni una decisione scritta e firmata, con l’indicazione della base legale. Una telefonata o un’e-mail non firmata non è una decisione.',
    },
    {
      title: 'Autorità di un altro Stato',
      text: 'Seguite la via dell’assistenza giudiziaria internazionale per il tramite dell’Ufficio federale di giustizia. L’articolo 271 del Codice penale svizzero non ci consente di rispondere direttamente a un’autorità estera.',
    },
    {
      title: 'Emergenze',
      text: 'In caso di grave e imminente pericolo per la vita o l’integrità fisica: indicate in che cosa consiste il pericolo, perché la questione non può attendere e che cosa dovete sapere. Richiamiamo sempre, a un numero della vostra autorità che cerchiamo noi stessi.',
    },
    {
      title: 'Conservazione di dati',
      text: 'Una domanda di conservazione designa i dati, lo strumento giuridico che dovrà seguire e il momento in cui seguirà. È conteggiata a parte e non comporta alcuna comunicazione di dati.',
    },
  ],
  checklistTitle: 'Che cosa deve contenere la vostra domanda',
  checklist: {
    authority: 'L’autorità, la persona responsabile e un indirizzo ufficiale per la risposta',
    reference: 'Il vostro numero di riferimento e la data di emissione',
    basis: 'La base legale della domanda e la sua motivazione',
    identifiers: 'Gli identificativi esatti: un Account ID è composto di 66 caratteri esadecimali e inizia con 05',
    categories: 'Le categorie di dati, come designate in «Che cosa conserviamo»',
    period: 'Il periodo e il numero massimo di registrazioni',
    redress: 'I rimedi giuridici contro la decisione e il termine per avvalersene',
    secrecy: 'Se è ordinato il segreto: su quale base, su che cosa e la data in cui termina',
    signature: 'La firma della persona autorizzata a emanare la decisione',
  },
  example: 'Un Account ID si presenta così:',
  formTitle: 'Modulo da compilare',
  form: 'Lo stesso elenco, con lo spazio per le vostre indicazioni. Il modulo è facoltativo; una domanda che contiene tutti i punti dell’elenco può avere qualsiasi forma.',
  formLink: 'Modulo (testo semplice)',
  costsTitle: 'Spese',
  costs: 'Le spese e le indennità seguono il diritto su cui si fonda la domanda.',
  languagesTitle: 'Lingue',
  languages: 'Potete scrivere in tedesco, francese, italiano o inglese.',
  noticeTitle: 'Informazione delle persone interessate',
  notice:
    'Informiamo le persone interessate prima di comunicare qualsiasi dato, salvo che la legge o una decisione lo vieti.',
  countedTitle: 'La vostra domanda sarà conteggiata',
  counted:
    'Ogni domanda confluisce in un rapporto trimestrale pubblico, con il Paese di origine, il tipo di procedura e l’esito, salvo che la legge ci obblighi a mantenerla segreta per un certo tempo. Non sono nominati né i funzionari né le persone interessate.',
  contactTitle: 'Recapito per le notificazioni',
  contactMissing: 'Il gestore di questo relè non ha ancora indicato un recapito per le notificazioni.',
};

export const it = { frame, authorities };
