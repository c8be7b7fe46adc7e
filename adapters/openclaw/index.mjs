// Garde-fou for OpenClaw: before a tool runs, the answer is asked for and spent; after it, the journal is told. Fails closed.
// The key is read from GF_TOKEN, never from the configuration. Licence: AGPL-3.0-or-later.
import { createHash, randomUUID } from "node:crypto";

const VERSION = "garde-fou-openclaw/1";
const LOOKS = ["read", "web_search", "memory_search", "memory_get", "session_status"];
const TYPES = { exec: "system.command", process: "system.command", write: "file.modify", edit: "file.modify", apply_patch: "file.modify", message: "message.send" };
const PATIENCE_MS = 10_000;
const HEARTBEAT_MS = 60_000;
const LONGEST_TARGET = 300;
const MOST_AT_ONCE = 500; // actions of one call
const MOST_UNSENT = 5_000; // kept while nobody answers; then the oldest go

const hex = (text) => createHash("sha256").update(text).digest("hex");

/** Keys in UTF-16 order, which is how JavaScript compares texts (RFC 8785). */
const ordered = (value) => {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== "object") return value;
  return Object.keys(value).sort().map((key) => [key, ordered(value[key])]);
};

/** Written by hand: an object would put keys like "10" before the others, whatever their order. */
export const canonical = (value) => {
  if (typeof value === "number" && !Number.isSafeInteger(value)) throw new TypeError("nombre à virgule ou trop grand");
  if (typeof value === "string" && !value.isWellFormed()) throw new TypeError("caractère qui n’existe pas seul");
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  return `{${Object.keys(value).sort().map((key) => `${canonical(key)}:${canonical(value[key])}`).join(",")}}`;
};

/** A tool's parameters may hold floats: they travel as one text, in one order. */
export const actionOf = (tool, params, types) => ({
  type: types[tool] ?? TYPES[tool] ?? "other",
  tool: tool.slice(0, 120),
  target: String(params.command ?? params.path ?? params.to ?? params.url ?? "").normalize("NFC").slice(0, LONGEST_TARGET).toWellFormed(),
  parameters: { input: JSON.stringify(ordered(params)).normalize("NFC") },
});

const caller = (url, key) => async (path, body, headers = {}, signal = undefined, patience = PATIENCE_MS) => {
  const limit = AbortSignal.timeout(patience);
  const answer = await fetch(`${url}/api/v1${path}`, {
    method: "POST",
    redirect: "error",
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
    body: JSON.stringify(body),
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json", "user-agent": VERSION, ...headers },
  });
  return [answer.status, await answer.json()];
};

const no = (why) => ({ block: true, blockReason: `Garde-fou : ${why}` });

/** [why not, or undefined when the tool may run; the approval spent]. */
const decided = async (call, action, digest, ctx, wait) => {
  // Garde-fou finds a waiting demand, a refusal of the day and an unused yes by the action itself: the model tries again with another call id.
  const headers = { "idempotency-key": `oc-${randomUUID()}` };
  if (wait) headers.prefer = `wait=${wait}`;
  const context = { run_id: String(ctx?.sessionKey ?? "").slice(0, 300), tool_call_id: String(ctx?.toolCallId ?? "").slice(0, 300) };
  const [status, asked] = await call("/approvals", { action, context }, headers, ctx?.abortSignal, PATIENCE_MS + wait * 1000);
  if (status !== 200 && status !== 202) return [no(asked.title ?? `refus ${status}`)];
  if (asked.action_digest !== digest) return [no("l’action lue n’est pas celle demandée.")];
  if (asked.state === "pending") return [no(`la demande ${asked.id} attend une personne. Réessayez la même action quand elle aura répondu.`)];
  if (asked.state !== "approved") return [no(`c’est non. ${asked.comment ?? ""}`.trim())];
  const [spent, told] = await call(`/approvals/${asked.id}/consume`, { action_digest: digest }, {}, ctx?.abortSignal);
  return spent === 200 ? [undefined, asked.id] : [no(told.title ?? `refus ${spent}`)];
};

export default {
  id: "garde-fou",
  name: "Garde-fou",
  description: "Demande l’accord d’une personne avant un appel d’outil",
  register(api) {
    const { url = "", types = {}, looks = LOOKS, wait = 0 } = api.pluginConfig ?? {};
    const call = caller(url.replace(/\/+$/, ""), process.env.GF_TOKEN ?? "");
    const spent = new Map();
    const blocked = new Set();
    const unsent = [];

    // What could not be told is told with the next action or heartbeat: each has its own name and time, and counts once.
    const tell = async () => {
      const sending = unsent.slice(0, MOST_AT_ONCE);
      if (sending.length === 0) return;
      const [status] = await call("/actions", { actions: sending }).catch(() => [0]);
      if (status === 200 || (status >= 400 && status < 429)) unsent.splice(0, sending.length);
    };

    api.on("before_tool_call", async (event, ctx) => {
      if (looks.includes(event.toolName)) return undefined;
      let answer;
      try {
        const action = actionOf(event.toolName, event.params ?? {}, types);
        const [refusal, id] = await decided(call, action, hex(canonical(action)), ctx, wait);
        if (!refusal) spent.set(event.toolCallId, id);
        answer = refusal;
      } catch {
        answer = no("injoignable, action bloquée.");
      }
      if (answer) blocked.add(event.toolCallId);
      return answer;
    });

    // It also comes for a call that was blocked.
    api.on("after_tool_call", async (event) => {
      const { type, tool, target } = actionOf(event.toolName, event.params ?? {}, types);
      const outcome = blocked.delete(event.toolCallId) ? "blocked" : event.error ? "failed" : "done";
      const approval = spent.get(event.toolCallId);
      spent.delete(event.toolCallId);
      const told = { occurred_at: new Date().toISOString(), type, tool, target, outcome, id: `oc-${event.toolCallId ?? randomUUID()}`.slice(0, 200) };
      if (unsent.length >= MOST_UNSENT) unsent.shift();
      unsent.push(approval ? { ...told, approval_id: approval } : told);
      await tell();
    });

    const beat = () => call("/heartbeat", { adapter: VERSION }).then(tell).catch(() => undefined);
    setInterval(beat, HEARTBEAT_MS).unref();
    beat();
  },
};
