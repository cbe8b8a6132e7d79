/** How long nothing may be heard: the server says something every ten seconds. */
const silenceMs = 25_000;
const againMs = 3000;
/** A break shorter than this is not spoken of: the server ends each stream after half an hour, and a new one begins. */
const shortMs = 10_000;

/**
 * A tRPC subscription over server-sent events, by the browser's own EventSource. It connects again by itself after
 * a break, after a refusal and after a silence, until the returned function is called.
 * @param onData called with each item the procedure yields
 * @param onState whether what is shown can be trusted to be up to date
 */
export function listen(
  url: string,
  onData: (item: unknown) => void,
  onState: (state: "connecting" | "live" | "offline") => void,
): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let heardAt = Date.now();

  const wait = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(connect, ms);
  };
  const heard = () => {
    heardAt = Date.now();
    onState("live");
    wait(silenceMs);
  };

  function connect(): void {
    source?.close();
    source = new EventSource(url);
    wait(silenceMs);
    for (const event of ["connected", "ping"]) source.addEventListener(event, heard);
    source.onmessage = ({ data }: MessageEvent<string>) => {
      heard();
      onData(JSON.parse(data));
    };
    // After a refusal the browser gives up by itself, after a break it tries again: here both are tried again.
    const broken = () => {
      onState(Date.now() - heardAt < shortMs ? "connecting" : "offline");
      wait(againMs);
    };
    source.addEventListener("serialized-error", broken);
    source.onerror = broken;
  }

  onState("connecting");
  connect();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}
