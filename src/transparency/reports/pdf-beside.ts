/** Whether the PDF beside a report is, byte for byte, what this release makes of the signed report. */
import { sha256 } from '../../platform/canonical-json';
import { reportPdf } from '../pages/files/report-pdf';
import { publishedReport } from '../published-report';

/** The language in which reports are published as PDF. */
const LANGUAGE = 'en';

/** Undefined where it holds, and where `json` is no report, which other checks name. */
export async function pdfFault(json: Buffer, pdf: Buffer): Promise<string | undefined> {
  const report = publishedReport.safeParse(jsonOf(json));
  if (!report.success) return undefined;
  const made = await reportPdf(LANGUAGE, { report: report.data, sha256: sha256(json) });
  if (made.equals(pdf)) return undefined;
  const at = made.findIndex((byte, index) => byte !== pdf[index]);
  const place = at === -1 ? made.length : at;
  return `report.pdf differs at byte ${place} from what this release makes of report.json: it was changed, or made by another release, which then can tell`;
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
