/** Texts to begin with. They are no templates yet: somebody takes one over, and a second person approves it. */

interface FirstText {
  readonly key: string;
  readonly title: string;
  readonly en: string;
}

const HEAD = `{{authority}}
Your reference: {{their_reference}}
Our reference: {{our_reference}}
{{today}}`;

export const FIRST_TEXTS: readonly FirstText[] = [
  {
    key: 'receipt',
    title: 'We have received your request',
    en: `${HEAD}

We received your request on {{received_on}} and will examine it.

Before we do, we make sure that it comes from you: we call your authority back through a contact that we find ourselves, not through the one in your letter. This confirmation discloses nothing, and it does not say that we hold any data.

Your request will be counted in our public quarterly report, with its country, kind of process and outcome. Neither officers nor the people concerned are named there.`,
  },
  {
    key: 'legal-assistance',
    title: 'Not served through the proper channel: mutual legal assistance',
    en: `${HEAD}

We received your request on {{received_on}}. It was sent to us directly.

We are established in Switzerland. Article 271 of the Swiss Criminal Code does not allow us to carry out acts for a foreign authority on Swiss territory without authorisation. We have therefore not searched for any data, and we return your request unanswered.

Please address a request for mutual legal assistance to the Federal Office of Justice in Berne. If it is granted, a Swiss authority will serve an order on us. If data could be lost meanwhile, you may announce the request and name the data that it will be about; a preservation request discloses nothing.`,
  },
  {
    key: 'no-data',
    title: 'We hold no such data',
    en: `${HEAD}

We examined your request of {{received_on}}, which names {{identifier_count}} identifier(s), and searched within what it asks for.

We hold no data that answers it. The service relays wake-ups to phones: it stores no message, no contact list and no address book, and it does not know the names or the addresses of the people who use it. The page “What we hold” lists every item that exists, how long it is kept, and with which instrument it could be demanded.

That nothing was found for an identifier says neither that it exists nor that it does not.`,
  },
  {
    key: 'identifiers',
    title: 'Please say exactly which accounts are meant',
    en: `${HEAD}

We received your request on {{received_on}}. We cannot examine it yet, because it does not say exactly about whom it is. It names:

{{identifiers}}

An account is named by its Account ID: 66 hexadecimal characters that begin with 05. We cannot find an account by a name, a telephone number, an e-mail address or a nickname.

Please tell us the exact identifiers, the categories of data, and the period you ask for, under the same reference. Your clarification belongs to this request and will not be counted as another one.`,
  },
];
