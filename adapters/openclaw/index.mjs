// Garde-fou for OpenClaw: before a tool runs, the answer is asked for and spent; after it, the journal is told. Fails closed.
// The key is read from GF_TOKEN, never from the configuration. Licence: AGPL-3.0-or-later.
import { createHash } from "node:crypto";

const VERSION = "garde-fou-openclaw/1";
const LOOKS = ["read", "web_search", "memory_search", "memory_get", "session_status"];
const TYPES = { exec: "system.command", process: "system.command", write: "file.modify", edit: "file.modify", apply_patch: "file.modify", message: "message.send" };
const PATIENCE_MS = 10_000;
const HEARTBEAT_MS = 60_000;
const LONGEST_TARGET = 300;

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

/** [why not, or undefined when the tool may run; is this answer over; the approval spent]. */
const decided = async (call, action, digest, round, ctx, wait) => {
  // The name outlives this call: the model tries again with another call id, and must find the same answer.
  const headers = { "idempotency-key": `oc-${hex(canonical([ctx?.sessionKey ?? "", digest, round]))}` };
  if (wait) headers.prefer = `wait=${wait}`;
  const context = { run_id: String(ctx?.sessionKey ?? "").slice(0, 300), tool_call_id: "" };
  const [status, asked] = await call("/approvals", { action, context }, headers, ctx?.abortSignal, PATIENCE_MS + wait * 1000);
  if (status !== 200 && status !== 202) return [no(asked.title ?? `refus ${status}`)];
  if (asked.action_digest !== digest) return [no("l’action lue n’est pas celle demandée.")];
  if (asked.state === "pending") return [no(`la demande ${asked.id} attend une personne. Réessayez la même action quand elle aura répondu.`)];
  if (asked.state === "consumed") return [no("cet accord a déjà servi : réessayez pour en demander un autre."), true];
  if (asked.state !== "approved") return [no(`c’est non. ${asked.comment ?? ""}`), true];
  const [spent, told] = await call(`/approvals/${asked.id}/consume`, { action_digest: digest }, {}, ctx?.abortSignal);
  return spent === 200 ? [undefined, true, asked.id] : [no(told.title ?? `refus ${spent}`), true];
};

export default {
  id: "garde-fou",
  name: "Garde-fou",
  description: "Demande l’accord d’une personne avant un appel d’outil",
  register(api) {
    const { url = "", types = {}, looks = LOOKS, wait = 0 } = api.pluginConfig ?? {};
    const call = caller(url.replace(/\/+$/, ""), process.env.GF_TOKEN ?? "");
    const ran = new Map();
    const blocked = new Set();
    const rounds = new Map();

    api.on("before_tool_call", async (event, ctx) => {
      if (looks.includes(event.toolName)) return undefined;
      let answer;
      try {
        const action = actionOf(event.toolName, event.params ?? {}, types);
        const digest = hex(canonical(action));
        const round = rounds.get(digest) ?? 0;
        const [refusal, isOver, id] = await decided(call, action, digest, round, ctx, wait);
        if (isOver) rounds.set(digest, round + 1); // after a restart it begins at 0 again: one more refusal, nothing run twice
        if (!refusal) ran.set(event.toolCallId, id);
        answer = refusal;
      } catch {
        answer = no("injoignable, action bloquée.");
      }
      if (answer) blocked.add(event.toolCallId);
      return answer;
    });

    // It also comes for a call that was blocked.
    api.on("after_tool_call", async (event) => {
      const wasBlocked = blocked.delete(event.toolCallId);
      const done = { occurred_at: new Date().toISOString(), type: types[event.toolName] ?? TYPES[event.toolName] ?? "other", tool: event.toolName };
      const told = { ...done, outcome: wasBlocked ? "blocked" : event.error ? "failed" : "done", id: `oc-${event.toolCallId}` };
      const approval = ran.get(event.toolCallId);
      ran.delete(event.toolCallId);
      await call("/actions", { actions: [approval ? { ...told, approval_id: approval } : told] }).catch(() => undefined);
    });

    const beat = () => call("/heartbeat", { adapter: VERSION }).catch(() => undefined);
    setInterval(beat, HEARTBEAT_MS).unref();
    beat();
  },
};
