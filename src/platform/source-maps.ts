/**
 * Stack traces that name our own sources. Imported first, in place of `--enable-source-maps`, which at every start reads
 * the maps of all packages too.
 */
import { setSourceMapsSupport } from 'node:module';

setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
