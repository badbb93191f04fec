/**
 * What PDF/A-2a (ISO 19005-2) demands of a file such as ours, as far as it can be read from its objects. It is no
 * validator: it knows no colour but RGB and grey, no font but an embedded TrueType, no picture, no form.
 */
import {
  decodePDFRawStream,
  PDFArray,
  PDFDict,
  type PDFDocument,
  PDFHexString,
  PDFName,
  PDFNumber,
  PDFRawStream,
  PDFRef,
  PDFString,
} from '@cantoo/pdf-lib';

const STRUCTURE: Readonly<Record<string, readonly string[]>> = {
  Document: ['H1', 'H2', 'P', 'Table'],
  Table: ['TR'],
  TR: ['TH', 'TD'],
};

const name = (text: string) => PDFName.of(text);

/** In words; empty when nothing was found. */
export function pdfAFaults(document: PDFDocument, bytes: Buffer): string[] {
  const { context, catalog } = document;
  const faults: string[] = [];
  const demand = (holds: boolean, what: string) => void (holds || faults.push(what));
  const textIn = (dict: PDFDict | undefined, key: string) => {
    const value = dict?.lookup(name(key));
    return value instanceof PDFString || value instanceof PDFHexString ? value.decodeText() : undefined;
  };

  demand(/^%PDF-1\.[4-7]\n%[\x80-\xff]{4}/.test(bytes.toString('latin1', 0, 20)), 'the header is none (6.1.2)');
  demand(context.trailerInfo.ID !== undefined, 'the trailer has no ID (6.1.3)');
  demand(context.trailerInfo.Encrypt === undefined, 'it is encrypted (6.1.3)');
  for (const key of ['OpenAction', 'AA', 'AcroForm']) {
    demand(catalog.get(name(key)) === undefined, `the catalog has ${key} (6.5)`);
  }
  const names = catalog.lookupMaybe(name('Names'), PDFDict);
  for (const key of ['JavaScript', 'EmbeddedFiles']) {
    demand(names?.get(name(key)) === undefined, `there is ${key} (6.5, 6.8)`);
  }

  const intent = catalog.lookupMaybe(name('OutputIntents'), PDFArray)?.lookupMaybe(0, PDFDict);
  demand(intent?.get(name('S')) === name('GTS_PDFA1'), 'there is no output intent (6.2.3)');
  const profile = intent?.lookup(name('DestOutputProfile'));
  const icc = profile instanceof PDFRawStream ? Buffer.from(decodePDFRawStream(profile).decode()) : Buffer.alloc(40);
  demand(
    icc.toString('latin1', 16, 20) === 'RGB ' && icc.toString('latin1', 36, 40) === 'acsp',
    'no RGB profile (6.2.3)',
  );

  const metadata = catalog.lookup(name('Metadata'));
  const hasMetadata = metadata instanceof PDFRawStream && metadata.dict.get(name('Filter')) === undefined;
  demand(hasMetadata, 'there are no metadata that can be read as they stand (6.6.2)');
  const xmp = hasMetadata ? Buffer.from(metadata.contents).toString('utf8') : '';
  demand(isWellFormed(xmp), 'the metadata are no XML (6.6.2)');
  demand(
    /<pdfaid:part>2</.test(xmp) && /<pdfaid:conformance>A</.test(xmp),
    'it does not say that it is PDF/A-2a (6.6.4)',
  );
  const info = context.lookupMaybe(context.trailerInfo.Info, PDFDict);
  const title = textIn(info, 'Title');
  demand(title !== undefined && xmp.includes(`>${title}</rdf:li>`), 'the titles differ (6.6.3)');

  demand(
    catalog.lookupMaybe(name('MarkInfo'), PDFDict)?.get(name('Marked'))?.toString() === 'true',
    'it is not marked (6.7.2)',
  );
  demand(/^[a-z]{2}/.test(textIn(catalog, 'Lang') ?? ''), 'it has no language (6.7.4)');
  const [marked, structure] = structureFaults(document);
  faults.push(...structure, ...fontFaults(document), ...contentFaults(document, marked));
  return faults;
}

/** The marked contents that belong to the structure, as `page/number`, and what is wrong with it (6.7.3). */
function structureFaults({ catalog }: PDFDocument): [Set<string>, string[]] {
  const marked = new Set<string>();
  const faults: string[] = [];
  const root = catalog.lookupMaybe(name('StructTreeRoot'), PDFDict);
  if (root === undefined) return [marked, ['there is no structure (6.7.3)']];
  if (root.lookupMaybe(name('ParentTree'), PDFDict) === undefined) faults.push('there is no parent tree (6.7.3)');
  const visit = (element: PDFDict, parent: string | undefined) => {
    const type = (element.get(name('S')) as PDFName | undefined)?.decodeText() ?? '';
    const allowed = parent === undefined ? ['Document'] : (STRUCTURE[parent] ?? []);
    if (!allowed.includes(type)) faults.push(`${type} stands in ${parent ?? 'the root'} (6.7.3)`);
    if (type === 'TH' && element.lookupMaybe(name('A'), PDFDict)?.get(name('Scope')) === undefined) {
      faults.push('a heading of a table has no scope');
    }
    const kids = element.lookup(name('K'));
    for (const kid of kids instanceof PDFArray ? kids.asArray() : [kids]) {
      const child = kid instanceof PDFRef ? element.context.lookup(kid) : kid;
      const page = element.get(name('Pg'))?.toString();
      if (child instanceof PDFNumber) marked.add(`${page}/${child.asNumber()}`);
      else if (child instanceof PDFDict && child.get(name('Type')) === name('MCR')) {
        marked.add(`${child.get(name('Pg')) ?? page}/${child.get(name('MCID'))}`);
      } else if (child instanceof PDFDict) visit(child, type);
    }
  };
  const tops = root.lookup(name('K'));
  for (const top of tops instanceof PDFArray ? tops.asArray() : [tops]) {
    const element = top instanceof PDFRef ? root.context.lookup(top) : top;
    if (element instanceof PDFDict) visit(element, undefined);
  }
  if (marked.size === 0) faults.push('the structure has no contents (6.7.3)');
  return [marked, faults];
}

/** 6.2.11 */
function fontFaults({ context }: PDFDocument): string[] {
  const dicts = context.enumerateIndirectObjects().flatMap(([, object]) => (object instanceof PDFDict ? [object] : []));
  const fonts = dicts.filter((one) => one.get(name('Type')) === name('Font'));
  const whole = fonts.filter((one) => one.get(name('Subtype')) !== name('CIDFontType2'));
  if (whole.length === 0) return ['there is no font'];
  return whole.flatMap((font) => {
    const faults: string[] = [];
    const called = font.get(name('BaseFont'))?.toString();
    const [inner] = font.lookupMaybe(name('DescendantFonts'), PDFArray)?.asArray() ?? [];
    const cid = context.lookupMaybe(inner as PDFRef, PDFDict);
    const descriptor = cid?.lookupMaybe(name('FontDescriptor'), PDFDict);
    if (!(descriptor?.lookup(name('FontFile2')) instanceof PDFRawStream)) faults.push(`${called} is not embedded`);
    if (!(font.lookup(name('ToUnicode')) instanceof PDFRawStream)) faults.push(`${called} does not tell its letters`);
    if (cid?.get(name('CIDToGIDMap')) !== name('Identity')) faults.push(`${called} does not say which letter is which`);
    return faults;
  });
}

/** Every text shown is marked, belongs to the structure and has its letters; colours are those of the output intent. */
function contentFaults(document: PDFDocument, marked: ReadonlySet<string>): string[] {
  const faults = new Set<string>();
  for (const page of document.getPages()) {
    const contents = page.node.Contents();
    const streams = contents instanceof PDFArray ? contents.asArray() : [contents];
    const text = streams
      .map((one) => (one instanceof PDFRef ? document.context.lookup(one) : one))
      .map((one) =>
        one instanceof PDFRawStream ? Buffer.from(decodePDFRawStream(one).decode()).toString('latin1') : '',
      )
      .join('\n')
      .replace(/<<[^<>]*>>/g, (dictionary) => dictionary.replaceAll('\n', ' '));
    let open: string | undefined;
    for (const line of text.split('\n')) {
      const mark = /\/(\w+) (?:<<.*?\/MCID (\d+).*>> BDC|(?:<<.*>> BDC|BMC))$/.exec(line);
      if (mark !== null) open = mark[2] === undefined ? mark[1] : `${page.ref}/${mark[2]}`;
      else if (line === 'EMC') open = undefined;
      else if (/(^|\s)(TJ|Tj|S|f)$/.test(line) && open === undefined)
        faults.add('something is drawn that is not marked');
      else if (/ TJ$/.test(line) && open !== 'Artifact' && !marked.has(open as string)) {
        faults.add('a text does not belong to the structure');
      }
      if (/(^|\s)[kK]$/.test(line)) faults.add('there is a colour for printers (6.2.4)');
      for (const [, letters] of line.matchAll(/<([0-9a-f]*)>/g)) {
        if (/ TJ$/.test(line) && (letters ?? '').match(/.{4}/g)?.includes('0000'))
          faults.add('a letter is missing (6.2.11.8)');
      }
    }
  }
  return [...faults];
}

function isWellFormed(xml: string): boolean {
  const open: string[] = [];
  const body = xml.replace(/<\?.*?\?>/gs, '');
  if (/&(?!(amp|lt|gt|quot|apos|#\d+);)/.test(body) || body.trim() === '') return false;
  for (const [, end, tag, , empty] of body.matchAll(/<(\/?)([\w:]+)((?:\s[^<>]*?)?)(\/?)>/g)) {
    if (end === '/') {
      if (open.pop() !== tag) return false;
    } else if (empty !== '/') open.push(tag as string);
  }
  return open.length === 0 && !/<(?![/\w])/.test(body);
}
