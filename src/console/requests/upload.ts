/** A file as a form brought it. */
import { paperName } from '../../transparency/paper';

export interface Upload {
  readonly name: string;
  readonly bytes: Buffer;
}

/** One that waits while its form is corrected. */
export interface KeptUpload extends Upload {
  readonly id: string;
}

/** `files` as multer read them; a field in which nothing was chosen comes as an empty file without a name. */
export function uploadsOf(files: unknown): Upload[] {
  const all = (Array.isArray(files) ? files : []) as readonly { originalname: string; buffer: Buffer }[];
  return all
    .filter(({ originalname, buffer }) => originalname !== '' || buffer.length > 0)
    .map(({ originalname, buffer }) => ({ name: paperName(originalname), bytes: buffer }));
}
