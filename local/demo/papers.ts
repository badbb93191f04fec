/** Invented papers: letters as PDF and messages as e-mail, each marked as what it is. */
import PDFDocument from 'pdfkit';
import type { DocumentRole } from '../../src/transparency/enumerations';
import type { NewPaper } from '../../src/transparency/paper';

const MARK = 'INVENTED FOR A DEMONSTRATION. No such order exists.';

/** Made when its scene is played; PDFs take their time. */
export type Paper = () => Promise<NewPaper>;

export function letterIn(name: string, title: string, ...lines: readonly string[]): Paper {
  return async () => ({ name, bytes: await pdf(title, lines), role: 'order', direction: 'in' });
}

export function letterOut(
  name: string,
  title: string,
  lines: readonly string[],
  role: DocumentRole = 'correspondence_out',
): Paper {
  return async () => ({ name, bytes: await pdf(title, lines), role, direction: 'out' });
}

export function mailIn(name: string, subject: string, ...lines: readonly string[]): Paper {
  const head = `From: desk@authority.example\r\nTo: legal@foundation.example\r\nSubject: ${subject}\r\n\r\n`;
  const bytes = Buffer.from(`${head}${[MARK, '', ...lines].join('\r\n')}\r\n`);
  return async () => ({ name, bytes, role: 'request', direction: 'in' });
}

function pdf(title: string, lines: readonly string[]): Promise<Buffer> {
  const document = new PDFDocument({ size: 'A4', margin: 72, info: { Title: title, Subject: MARK } });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<Buffer>((resolve) => document.on('end', () => resolve(Buffer.concat(chunks))));
  document.fontSize(9).text(MARK).moveDown(2).fontSize(16).text(title).moveDown().fontSize(11);
  for (const line of lines) document.text(line).moveDown(0.5);
  document.end();
  return ended;
}
