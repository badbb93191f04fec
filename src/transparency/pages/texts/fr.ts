/** French: what authorities are told, and what stands around it. */
import type { AuthoritiesText, FrameText } from '../language';

const frame: FrameText = {
  site: 'Transparence',
  skip: 'Aller au contenu',
  menu: 'Pages',
  nav: {
    '/transparency-reports': 'Rapports',
    '/ledger': 'Registre',
    '/what-we-hold': 'Ce que nous détenons',
    '/method': 'Comment nous comptons',
    '/verify': 'Vérifier',
    '/corrections': 'Rectifications',
    '/law-enforcement': 'Pour les autorités',
    '/data': 'Données',
  },
  footer:
    'Aucun script, aucun cookie, rien qui vienne d’ailleurs. Les chiffres et les fichiers peuvent être utilisés sous licence CC BY 4.0.',
  feedNews: 'Transparence : publications et rectifications (en anglais)',
  feedCorrections: 'Transparence : rectifications (en anglais)',
};

const authorities: AuthoritiesText = {
  title: 'Pour les autorités',
  lead: 'Ce relais réveille des téléphones. Il n’enregistre aucun message, aucune liste de contacts ni aucun carnet d’adresses, et il ne connaît pas le nom des personnes qui l’utilisent.',
  binding:
    'Cette page existe en anglais, en allemand, en français et en italien. En cas de divergence, le texte anglais fait foi.',
  whatExists:
    'Avant d’écrire : la page « Ce que nous détenons » (en anglais) énumère toutes les données qui existent, leur durée de conservation et l’instrument juridique par lequel elles pourraient être requises. Ce qui n’y figure pas n’existe pas chez nous.',
  routesTitle: 'La voie à suivre pour votre demande',
  routes: [
    {
      title: 'Autorités suisses',
      text: 'Adressez les demandes fondées sur la loi fédérale sur la surveillance de la correspondance par poste et télécommunication (LSCPT) par l’intermédiaire du Service Surveillance de la correspondance par poste et télécommunication (Service SCPT).',
    },
    {
      title: 'Ministères publics et tribunaux suisses',
      text: 'Notifiez à l’adresse de notification une ordonnance écrite et signée, indiquant sa base légale. Un appel téléphonique ou un courriel non signé n’est pas une ordonnance.',
    },
    {
      title: 'Autorités d’un autre État',
      text: 'Empruntez la voie de l’entraide judiciaire internationale par l’intermédiaire de l’Office fédéral de la justice. L’article 271 du Code pénal suisse ne nous permet pas de répondre directement à une autorité étrangère.',
    },
    {
      title: 'Urgences',
      text: 'En cas de danger imminent pour la vie ou l’intégrité corporelle : indiquez en quoi consiste le danger, pourquoi l’affaire ne souffre aucun délai et ce que vous avez besoin de savoir. Nous rappelons toujours, à un numéro de votre autorité que nous recherchons nous-mêmes.',
    },
    {
      title: 'Conservation de données',
      text: 'Une demande de conservation désigne les données, l’instrument juridique qui doit suivre et le moment où il suivra. Elle est comptée à part et n’entraîne aucune communication de données.',
    },
  ],
  checklistTitle: 'Ce que votre demande doit contenir',
  checklist: {
    authority: 'L’autorité, la personne responsable et une adresse officielle à laquelle répondre',
    reference: 'Votre numéro de référence et la date d’émission',
    basis: 'La base légale de la demande et ses motifs',
    identifiers: 'Les identifiants exacts : un Account ID se compose de 66 caractères hexadécimaux et commence par 05',
    categories: 'Les catégories de données, telles que désignées sous « Ce que nous détenons »',
    period: 'La période et le nombre maximal d’enregistrements',
    redress: 'Les voies de droit ouvertes contre l’ordonnance et le délai pour en user',
    secrecy: 'Si le secret est ordonné : sur quelle base, sur quoi il porte et la date à laquelle il prend fin',
    signature: 'La signature de la personne habilitée à rendre l’ordonnance',
  },
  example: 'Un Account ID se présente ainsi :',
  formTitle: 'Formulaire à remplir',
  form: 'La même liste, avec la place pour vos indications. Le formulaire est facultatif ; une demande qui contient tous les points de la liste peut revêtir n’importe quelle forme.',
  formLink: 'Formulaire (texte brut)',
  costsTitle: 'Frais',
  costs: 'Les frais et les indemnités suivent le droit sur lequel la demande est fondée.',
  languagesTitle: 'Langues',
  languages: 'Vous pouvez écrire en allemand, en français, en italien ou en anglais.',
  noticeTitle: 'Information des personnes concernées',
  notice:
    'Nous informons les personnes concernées avant toute communication de données, à moins que la loi ou une ordonnance ne l’interdise.',
  countedTitle: 'Votre demande sera comptée',
  counted:
    'Toute demande est reprise dans un rapport trimestriel public, avec son pays d’origine, le type de procédure et la suite donnée, à moins que la loi ne nous oblige à la tenir secrète pendant un certain temps. Ni les agents ni les personnes concernées ne sont nommés.',
  contactTitle: 'Adresse de notification',
  contactMissing: 'L’exploitant de ce relais n’a pas encore indiqué d’adresse de notification.',
};

export const fr = { frame, authorities };
