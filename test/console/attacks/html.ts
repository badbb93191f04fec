/** What a hostile reader looks for in a page: links to follow, forms to fill in, and whatever could run or lead away. */
import { type DefaultTreeAdapterTypes, parse } from 'parse5';

type Node = DefaultTreeAdapterTypes.Node;
type Element = DefaultTreeAdapterTypes.Element;

export interface Control {
  readonly name: string;
  /** `text`, `hidden`, `checkbox`, `textarea`, `select`, `submit` … */
  readonly type: string;
  readonly value: string;
  /** Of a select. */
  readonly options: readonly string[];
  /** Whether the page says that something is wrong with it. */
  readonly isFaulty: boolean;
}

export interface FoundForm {
  readonly method: 'get' | 'post';
  readonly action: string;
  readonly hasFiles: boolean;
  readonly controls: readonly Control[];
}

export interface ReadPage {
  readonly title: string;
  readonly links: readonly string[];
  readonly forms: readonly FoundForm[];
  /** One line for everything that must not be on a page. */
  readonly dangers: readonly string[];
  /** All text that is shown. */
  readonly text: string;
}

/** What an attack writes into fields: an element of this name on a page means that it was taken for markup. */
export const PROBE = 'xss-probe';
/** Breaks out of text, of attributes with either quote, of comments and of scripts; short enough for most fields. */
export const payload = (mark: string | number) => `"'--><${PROBE} onload=x${mark}></${PROBE}><script>xssRan=1</script>`;
/** Of the same kind, for fields that take few letters. */
export const shortPayload = (mark: string | number) => `"'><${PROBE} x${mark}>`;
export const PAYLOAD = payload('');

export function readPage(html: string): ReadPage {
  const elements = [...elementsOf(parse(html))];
  const ofName = (...names: string[]) => elements.filter((element) => names.includes(element.tagName));
  return {
    title: ofName('title').map(textOf)[0] ?? '',
    links: ofName('a', 'link')
      .map((element) => attribute(element, 'href'))
      .concat(ofName('script', 'img').map((element) => attribute(element, 'src')))
      .filter((path) => path !== '' && !path.startsWith('#')),
    forms: ofName('form').map(formOf),
    dangers: elements.flatMap(dangersOf),
    text: ofName('body').map(textOf).join(' '),
  };
}

function* elementsOf(node: Node): Generator<Element> {
  if ('tagName' in node) yield node;
  if ('content' in node) yield* elementsOf(node.content);
  if ('childNodes' in node) for (const child of node.childNodes) yield* elementsOf(child);
}

function attribute(element: Element, name: string): string {
  return element.attrs.find((one) => one.name === name)?.value ?? '';
}

function textOf(node: Node): string {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

function formOf(form: Element): FoundForm {
  const controls = [...elementsOf(form)].filter((element) =>
    ['input', 'select', 'textarea', 'button'].includes(element.tagName),
  );
  return {
    method: attribute(form, 'method').toLowerCase() === 'post' ? 'post' : 'get',
    action: attribute(form, 'action'),
    hasFiles: attribute(form, 'enctype') === 'multipart/form-data',
    controls: controls.map(controlOf).filter((control) => control.name !== ''),
  };
}

function controlOf(element: Element): Control {
  const options = [...elementsOf(element)].filter(({ tagName }) => tagName === 'option');
  const values = options.map((option) => attribute(option, 'value'));
  const selected = options.findIndex((option) => option.attrs.some(({ name }) => name === 'selected'));
  const kind = { select: 'select', textarea: 'textarea', button: 'submit' }[element.tagName];
  return {
    name: attribute(element, 'name'),
    type: kind ?? (attribute(element, 'type') || 'text'),
    value: values[Math.max(selected, 0)] ?? (attribute(element, 'value') || textOf(element)),
    options: values,
    isFaulty: attribute(element, 'aria-invalid') === 'true',
  };
}

const FORBIDDEN = new Set([PROBE, 'iframe', 'object', 'embed', 'base', 'style', 'frame', 'applet']);
const ADDRESSES = new Set([
  'href',
  'src',
  'action',
  'formaction',
  'xlink:href',
  'poster',
  'data',
  'srcset',
  'background',
]);

function dangersOf(element: Element): string[] {
  const { tagName, attrs } = element;
  const dangers: string[] = [];
  if (FORBIDDEN.has(tagName)) dangers.push(`<${tagName}>`);
  if (tagName === 'script' && (textOf(element) !== '' || !attribute(element, 'src').startsWith('/assets/'))) {
    dangers.push('a script that is no file of ours');
  }
  if (tagName === 'meta' && attribute(element, 'http-equiv') !== '') dangers.push('<meta http-equiv>');
  for (const { name, value } of attrs) {
    if (name.startsWith('on')) dangers.push(`<${tagName} ${name}>`);
    if (name === 'style') dangers.push(`<${tagName} style>, which our own policy ignores`);
    if (ADDRESSES.has(name) && leadsAway(value)) dangers.push(`<${tagName} ${name}="${value.slice(0, 60)}">`);
  }
  return dangers;
}

/** Browsers drop control characters and read backslashes as slashes. */
function leadsAway(address: string): boolean {
  const { protocol, host } = new URL(address, 'http://console.invalid');
  // Authenticator apps are opened by a link of theirs.
  return protocol !== 'otpauth:' && (protocol !== 'http:' || host !== 'console.invalid');
}
