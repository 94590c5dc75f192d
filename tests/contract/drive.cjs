// Drives stripe-node through the scenarios given on stdin; writes what each step answered.
"use strict";

const [, , folder] = process.argv;
const Stripe = require(`${folder}/node_modules/stripe`);

const camel = (word) => word.replace(/_(.)/g, (_, letter) => letter.toUpperCase());

const look = (kept, path) =>
  path.split(".").reduce((thing, step) => thing[step], kept);

// "$pi.id" as a whole, or inside a path.
const fill = (value, kept) => {
  if (typeof value === "string")
    return value.replace(/\$[a-z]+(\.[a-z0-9_]+)+/g, (word) => look(kept, word.slice(1)));
  if (Array.isArray(value)) return value.map((one) => fill(one, kept));
  if (value && typeof value === "object")
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fill(one, kept)]));
  return value;
};

const OPTIONS = { idempotency_key: "idempotencyKey", api_key: "apiKey" };

const refusal = (error) => ({
  refused: error.type,
  status: error.statusCode,
  error: Object.fromEntries(
    Object.entries(error.raw).filter(([key]) => !["headers", "requestId", "statusCode"].includes(key)),
  ),
});

const act = async (stripe, step, kept, url) => {
  if (step.post) {
    const target = fill(step.post, kept);
    const answer = await fetch(target.startsWith("/") ? url + target : target, {
      method: "POST",
      body: new URLSearchParams(fill(step.form, kept)),
      redirect: "manual",
    });
    return { pressed: answer.status, location: answer.headers.get("location") };
  }
  const [service, verb] = step.call.split(".");
  const params = fill(step.params, kept);
  const opts = Object.fromEntries(
    Object.entries(step.opts).map(([key, value]) => [OPTIONS[key], value]),
  );
  try {
    const answer = await stripe[camel(service)][verb](...fill(step.ids, kept), params, opts);
    const plain = JSON.parse(JSON.stringify(answer));
    if (step.save) kept[step.save] = plain;
    return plain;
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeError)) throw error;
    return refusal(error);
  }
};

const main = async () => {
  let text = "";
  for await (const chunk of process.stdin) text += chunk;
  const { url, key, scenarios } = JSON.parse(text);
  const { hostname: host, port } = new URL(url);
  const stripe = new Stripe(key, {
    host,
    port,
    protocol: "http",
    maxNetworkRetries: 0,
    telemetry: false,
  });
  const told = {};
  for (const [name, steps] of Object.entries(scenarios)) {
    const kept = {};
    told[name] = [];
    for (const step of steps) told[name].push(await act(stripe, step, kept, url));
  }
  const version = Stripe.API_VERSION ?? stripe.getApiField("version");
  process.stdout.write(JSON.stringify({ version, told }));
};

main();
