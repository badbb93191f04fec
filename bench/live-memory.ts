/** What a Node process holds when its garbage is collected: asked over the inspector's protocol, so that any process tells. */

const PATIENCE_MS = 30_000;

/**
 * Bytes of heap in use and of what lies outside of it: buffers and typed arrays. `address`: host and port at which the
 * inspector of the process listens.
 */
export async function liveBytes(address: string): Promise<number> {
  const [target] = (await (await fetch(`http://${address}/json/list`)).json()) as [{ webSocketDebuggerUrl: string }];
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  const patience = setTimeout(() => socket.close(), PATIENCE_MS);
  try {
    await heard(socket, 'open');
    await call(socket, { id: 1, method: 'HeapProfiler.collectGarbage' });
    const expression = 'process.memoryUsage()';
    const params = { expression, returnByValue: true };
    const { result } = await call(socket, { id: 2, method: 'Runtime.evaluate', params });
    return result.value.heapUsed + result.value.external;
  } finally {
    clearTimeout(patience);
    socket.close();
  }
}

interface Answer {
  readonly id: number;
  readonly result: { readonly result: { readonly value: NodeJS.MemoryUsage } };
}

async function call(socket: WebSocket, question: { readonly id: number; readonly method: string; params?: object }) {
  socket.send(JSON.stringify(question));
  for (;;) {
    const { data } = (await heard(socket, 'message')) as MessageEvent<string>;
    const answer = JSON.parse(data) as Answer;
    if (answer.id === question.id) return answer.result;
  }
}

function heard(socket: WebSocket, what: 'open' | 'message'): Promise<Event> {
  return new Promise((resolve, reject) => {
    socket.addEventListener(what, resolve, { once: true });
    socket.addEventListener('close', () => reject(new Error('the inspector of the relay does not answer')), {
      once: true,
    });
  });
}
