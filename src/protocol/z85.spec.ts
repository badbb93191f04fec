/** Keys are spelled as ZeroMQ spells them. */
import { z85 } from './z85';

it('spells the example of the standard, and keys as ZeroMQ makes them', () => {
  expect(z85(Buffer.from('864fd26fb559f75b', 'hex'))).toBe('HelloWorld');
  // The server key of a well-known test of ZeroMQ's own.
  const key = Buffer.from('54fcba24e93249969316fb617c872bb0c1d1ff14800427c594cbfacf1bc2d652', 'hex');
  expect(z85(key)).toBe('rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7');
});
