/** The counting rules in plain words, each with an example; their numbers are the anchors of the page. */
import type { RuleText } from '../language';

export const enRules: readonly RuleText[] = [
  {
    id: 'R1',
    title: 'What is one request',
    rule: 'One legal instrument is one request. Without an instrument, one contact by one authority about one matter is one request. Pages, identifiers, reminders and clarifications add nothing; a new reference or a new date of issue is a new request.',
    example: 'One order that names 40 accounts, and two reminders of it: 1 request.',
  },
  {
    id: 'R2',
    title: 'Which quarter it belongs to',
    rule: 'The calendar quarter in which it reached us, by the date in Zurich. The date on the letter, the day we wrote it down and the day we decided do not matter.',
    example: 'An e-mail accepted on 31 March at 22:30 UTC arrived on 1 April at 00:30 in Zurich: second quarter.',
  },
  {
    id: 'R3',
    title: 'What the headline figure counts',
    rule: 'Demands for information and informal inquiries by government authorities. Orders to preserve data, to remove something or to give technical assistance, demands by anybody else, and impostors have lines of their own and are not in the headline.',
    example: 'Two orders for data, one informal question and one take-down demand: received 3, removal 1.',
  },
  {
    id: 'R4',
    title: 'Duplicates',
    rule: 'The same instrument that came twice counts once, on the earliest day it came.',
    example: 'By post on 30 June and by e-mail on 2 July: one request, second quarter.',
  },
  {
    id: 'R5',
    title: 'How the outcome is found',
    rule: 'It is derived from what was decided about every item, never typed in. Anything undecided makes the request pending. If anything was handed over it is disclosed: in full when every item was, otherwise in part. Otherwise it is withdrawn, rejected, or there was no data. A category of data counts once for every request that asks for it, and as handed over where anything of it was; where nobody recorded what was asked for, the request is “not recorded”.',
    example: 'Two items asked, one handed over, one not held: disclosed in part.',
  },
  {
    id: 'R6',
    title: 'The outcomes add up',
    rule: 'Received is the sum of the seven outcomes. A report for which this does not hold cannot be published.',
    example: '5 received = 1 pending + 3 rejected + 1 without data.',
  },
  {
    id: 'R7',
    title: 'The share of disclosures',
    rule: 'Requests in which data was handed over, divided by the requests that are decided. Below ten decided requests no percentage is printed, only “x of y”; with none it is “n/a”.',
    example: 'In 2 of 16 decided requests: “2 of 16 (12.5 %)”. In 1 of 4: “1 of 4”, no percentage.',
  },
  {
    id: 'R8',
    title: 'The flow of open requests',
    rule: 'Open at the start, plus received, plus reopened, less closed, is open at the end; the end of one quarter is the start of the next. The flow counts by the day something was closed, the outcomes by the day the request came; both are shown.',
    example: '2 open + 5 received + 1 reopened − 4 closed = 4 open.',
  },
  {
    id: 'R9',
    title: 'Reopened requests',
    rule: 'A request that is reopened stays in the quarter in which it came. Its outcome is pending again, and every closing and reopening counts in the flow of its own quarter.',
    example: 'Received in March, closed in April, reopened in July: first quarter, pending.',
  },
  {
    id: 'R10',
    title: 'Identifiers and accounts',
    rule: 'Specified identifiers are the distinct ones in each request, added up. Distinct identifiers are counted once per quarter and cannot be added across quarters. Disclosed accounts are those of each request of which anything was handed over, added up. A demand for everybody adds no identifier and one bulk request. The key by which the identifiers of a year are compared is destroyed once the year is published; a request of that year that we learn of later makes the number of distinct ones unknown.',
    example: 'Two requests name the same account: 2 specified, 1 distinct.',
  },
  {
    id: 'R11',
    title: 'Emergencies and real time',
    rule: 'They are marks on requests inside the headline, not totals beside it. An emergency that is followed by a formal order is two requests.',
    example: 'One emergency call and the order that followed a week later: received 2, emergency 1.',
  },
  {
    id: 'R12',
    title: 'Secret orders',
    rule: 'A request whose existence the law forbids us to tell is absent from everything public until the duty has ended and two people have confirmed it. Then it appears as a correction of its own quarter.',
    example: 'Received in May, secret until January: it appears with a new version of the second quarter.',
  },
  {
    id: 'R13',
    title: 'Small numbers',
    rule: 'Totals are always exact, zeros included. Where naming a country or a legal process would identify somebody, the request goes to “undisclosed”; if it would stand there alone, the smallest other group joins it. Nothing else is suppressed.',
    example: 'Of 4 requests one must not show its country: it and one more are “undisclosed”.',
  },
  {
    id: 'R14',
    title: 'Bands',
    rule: 'A band such as 0–249 is used only where a law forces it, and is never added to exact figures.',
    example: 'No figure of ours is a band at present.',
  },
  {
    id: 'R15',
    title: 'Versions and corrections',
    rule: 'A report counts what was recorded by the instant it names. Once published it never changes: any difference found later makes the next version, with the reason and every change listed. A report is due within 30 days of the end of its quarter, and all versions stay here.',
    example: 'A letter of March is found in May: version 2 of the first quarter, reason “arrived late”.',
  },
  {
    id: 'R16',
    title: 'Zero, unknown, not applicable',
    rule: 'Zero means that we counted and there was none. Unknown means that nobody recorded it. Not applicable means that the figure has no sense for this quarter. They are never written as one another.',
    example: 'For quarters that our predecessor published only the total is known; everything else is unknown.',
  },
  {
    id: 'R17',
    title: 'Country',
    rule: 'The country whose authority wants the data, also when a Swiss authority carries its request out. Over four quarters, the countries that the reports of the quarter and of the three before it state are added up.',
    example: 'A French judge, executed by a Swiss prosecutor: France.',
  },
  {
    id: 'R18',
    title: 'Telling the people concerned',
    rule: 'For every account of which something was handed over we say whether its holder was told before, told after, not yet told because of an order, or could not be told.',
    example: '1 disclosed account = 0 told before + 0 after + 0 delayed + 1 not possible.',
  },
  {
    id: 'R19',
    title: 'Times',
    rule: 'The median of real hours between receipt and confirmation, and between receipt and the first decision, over the requests whose minute of receipt is known. With an even number, the mean of the middle two; with none, no figure.',
    example: 'Decided after 10, 20, 30 and 90 hours: median 25 hours.',
  },
  {
    id: 'R20',
    title: 'Thresholds of Swiss law',
    rule: 'Swiss surveillance law attaches duties to the number of requests in a year from 1 July. We keep those counts; they include secret orders and so are not published as they grow.',
    example: 'Not part of any public figure.',
  },
];
