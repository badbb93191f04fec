/** What an authority must know before it writes; the routes and the check list of its letter. This text binds. */
import type { AuthoritiesText } from '../language';

export const enAuthorities: AuthoritiesText = {
  title: 'For authorities',
  lead: 'This relay wakes phones. It stores no message, no contact list and no address book, and it does not know the names of the people who use it.',
  binding: 'This page exists in English, German, French and Italian. Where they differ, the English text decides.',
  whatExists:
    'Before you write: the page “What we hold” lists every item that exists, how long it is kept, and with which instrument it could be demanded. What is not on it does not exist here.',
  routesTitle: 'The right way for your request',
  routes: [
    {
      title: 'A Swiss authority',
      text: 'Send requests under the Surveillance of Postal and Telecommunications Traffic Act through the Post and Telecommunications Surveillance Service (PTSS).',
    },
    {
      title: 'A Swiss prosecutor or court',
      text: 'Serve a written and signed order, with its legal basis, on the address for service. A telephone call or an unsigned e-mail is not an order.',
    },
    {
      title: 'An authority of another country',
      text: 'Use mutual legal assistance through the Federal Office of Justice. Article 271 of the Swiss Criminal Code does not allow us to answer a foreign authority directly.',
    },
    {
      title: 'An emergency',
      text: 'Where life or limb is in acute danger: say what the danger is, why it cannot wait, and what you need to know. We always call back on a number of your authority that we find ourselves.',
    },
    {
      title: 'Preservation',
      text: 'A request to preserve data names the data, the instrument that is to follow, and when. It is counted apart and discloses nothing.',
    },
  ],
  checklistTitle: 'What your request must hold',
  checklist: {
    authority: 'The authority, the person responsible, and an official address to answer to',
    reference: 'Your reference and the date of issue',
    basis: 'The legal basis of the demand, and the reasons for it',
    identifiers: 'The exact identifiers: an Account ID is 66 hexadecimal characters that begin with 05',
    categories: 'The categories of data, as named on “What we hold”',
    period: 'The period, and the greatest number of records',
    redress: 'The legal remedies against the order, and the time to use them',
    secrecy: 'Whether secrecy is ordered, on which basis, of what, and the date on which it ends',
    signature: 'The signature of the person who may issue it',
  },
  example: 'An Account ID looks like this:',
  formTitle: 'A form to fill in',
  form: 'The same list with room for your answers. It is not required; a request that holds everything on the list may have any form.',
  formLink: 'Form (plain text)',
  costsTitle: 'Costs',
  costs: 'Costs and compensation follow the law under which the request is made.',
  languagesTitle: 'Languages',
  languages: 'You may write in German, French, Italian or English.',
  noticeTitle: 'Notice to the people concerned',
  notice: 'We tell the people concerned before we hand anything over, unless the law or an order forbids it.',
  countedTitle: 'Your request will be counted',
  counted:
    'Every request becomes part of a public quarterly report, with its country, kind of process and outcome, unless the law obliges us to keep it secret for a time. Neither officers nor the people concerned are named.',
  contactTitle: 'Address for service',
  contactMissing: 'The operator of this relay has not set an address for service yet.',
};
