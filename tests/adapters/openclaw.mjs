// Plays OpenClaw's part: hands the plugin its hooks, then calls them as told. Arguments: the plugin's file, then JSON of what to do.
const [file, told] = process.argv.slice(2);
const { default: plugin, canonical } = await import(file);
const { url, vectors, calls } = JSON.parse(told);
if (vectors) {
  console.log(JSON.stringify(vectors.map(canonical)));
  process.exit(0);
}
const hooks = {};
plugin.register({ pluginConfig: { url }, on: (name, hook) => (hooks[name] = hook) });
const answers = [];
for (const [index, [toolName, params]] of calls.entries()) {
  const event = { toolName, params, toolCallId: `call-${process.pid}-${index}` };
  const answer = await hooks.before_tool_call(event, { sessionKey: "s" });
  await hooks.after_tool_call(event);
  answers.push(answer ? answer.blockReason : "runs");
}
console.log(JSON.stringify(answers));
process.exit(0);
