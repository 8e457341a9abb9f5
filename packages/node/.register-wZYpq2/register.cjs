//#region \0rolldown/runtime.js
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __getProtoOf = Object.getPrototypeOf;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __copyProps = (to, from, except, desc) => {
	if (from && typeof from === "object" || typeof from === "function") for (var keys = __getOwnPropNames(from), i = 0, n = keys.length, key; i < n; i++) {
		key = keys[i];
		if (!__hasOwnProp.call(to, key) && key !== except) __defProp(to, key, {
			get: ((k) => from[k]).bind(null, key),
			enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable
		});
	}
	return to;
};
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", {
	value: mod,
	enumerable: true
}) : target, mod));
//#endregion
let node_diagnostics_channel = require("node:diagnostics_channel");
let node_http = require("node:http");
node_http = __toESM(node_http, 1);
let node_path = require("node:path");
let node_url = require("node:url");
let node_fs = require("node:fs");
let node_module = require("node:module");
let node_events = require("node:events");
let node_https = require("node:https");
node_https = __toESM(node_https, 1);
//#region packages/core/src/words/errors.ts
/** Every way halfopen can fail, and what the user does about it. Match on `code`. */
const ERRORS = {
	HO_DURATION: "Write a duration as a number and a unit: 250ms, 5s, 2m, 1h.",
	HO_USAGE: "Run the command with --help to see its flags and examples.",
	HO_UNKNOWN_CAUSE: "Run `halfopen explain` alone to list the causes.",
	HO_UNKNOWN_PID: "List the processes with `ps -e`, or leave --pid out to look at all of them.",
	HO_DENIED_PID: "Run as root, or as the user of that process: `sudo halfopen …`.",
	HO_PLATFORM: "Run halfopen on the Linux host where the process runs: it reads the Linux kernel.",
	HO_NO_PROC: "Mount procfs: `mount -t proc proc /proc`.",
	HO_NETLINK_OPEN: "The kernel refuses NETLINK_SOCK_DIAG; halfopen then reads /proc/net/tcp. `modprobe tcp_diag inet_diag` may help.",
	HO_NETLINK_RECEIVE: "The look was skipped; the next one asks again. If it persists, run `ss -tan` to see whether the kernel answers at all.",
	HO_NETLINK_DECODE: "The look was skipped; the next one asks again. If it persists, report the bytes named in the message.",
	HO_PROC_READ: "The look was skipped; the next one asks again. If the message says EMFILE, give halfopen itself more descriptors: `ulimit -n`.",
	HO_PROC_DECODE: "The look was skipped; the next one asks again. If it persists, report the file and the line named in the message.",
	HO_INTERNAL: "This is a defect of halfopen: please report the message. The next look starts afresh.",
	HO_BORROW: "Run as root, or as the user of that process where kernel.yama.ptrace_scope is 0; a process that just ended needs nothing.",
	HO_CONFIG: "Correct the file at the place the message names.",
	HO_LISTEN: "Choose another port, or leave it out to get a free one.",
	HO_FAULT: "docs/lab-proxy.md lists every fault with its attributes, units, ranges and defaults.",
	HO_NO_SUCH: "List what there is: GET /proxies.",
	HO_EXISTS: "Choose another name, or remove the one that has it.",
	HO_TARGET: "Check the name and the port, and that something listens there.",
	HO_UNMEASURABLE: "Probe another path or mode: `halfopen lab app` on the far side lets response mode measure any path; --frugal opens at most 64 connections.",
	HO_NAMESPACES: "The kernel or a container forbids user namespaces: `sysctl kernel.unprivileged_userns_clone=1`, run as root, or use the native backend.",
	HO_BACKEND: "Leave the backend out: the best one that works here is then chosen.",
	HO_NATIVE: "The native library koffi did not load; halfopen then reads /proc/net/tcp. Reinstall with `npm install koffi`.",
	HO_OPTION: "Give the option a value in the range that the message names; docs/node-client.md and docs/node-guard.md have them all.",
	HO_POOL_TIMEOUT: "Read or discard the responses that the message names, or raise `connections`; `poolTimeoutMs` is how long a request waits.",
	HO_CONNECT_TIMEOUT: "Check that the server listens and that the path lets SYN through; `connectTimeoutMs` bounds it.",
	HO_HEADERS_TIMEOUT: "The server was silent after the request; `headersTimeoutMs` bounds it.",
	HO_BODY_TIMEOUT: "The server fell silent in the middle of the body; `bodyTimeoutMs` bounds the silence.",
	HO_DEADLINE: "The whole exchange took longer than `deadlineMs`, waiting for a connection included.",
	HO_UNREAD_TIMEOUT: "Read the response to its end, discard it, or use `withResponse`; `unreadTimeoutMs` is how long it may hold its connection.",
	HO_RECLAIMED: "Read the body of every response, or cancel it: halfopen took this one back because others waited for its connection.",
	HO_TRACKER_MODE: "Set HALFOPEN to observe, warn or reclaim.",
	HO_NOT_TRACKING: "Start the program with `node --import @halfopen/node/register`, or call startTracker() first."
};
/** The one error class: a code from a closed table, what happened, and a remedy. */
var HalfopenError = class extends Error {
	name = "HalfopenError";
	code;
	remedy;
	constructor(code, message, options) {
		super(message, options);
		this.code = code;
		this.remedy = ERRORS[code];
	}
};
//#endregion
//#region packages/core/src/words/durations.ts
const UNITS = {
	ms: 1,
	s: 1e3,
	m: 6e4,
	h: 36e5
};
/** One day: longer than any idle timeout that a test waits for, and below the limit of Node.js's timers (2^31 ms). */
const DAY_MS = 864e5;
const FORM = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;
/**
* Reads a duration such as `250ms`, `5s`, `2m`, `1h`. Unit: milliseconds.
* @throws HalfopenError HO_DURATION when the text has another form or lies outside the range.
*/
function parseDuration(text, range) {
	const match = FORM.exec(text);
	const unit = UNITS[match?.[2] ?? ""];
	const allowed = `${formatDuration(range.minMs)} to ${formatDuration(range.maxMs)}`;
	if (match === null || unit === void 0) throw new HalfopenError("HO_DURATION", `"${text}" is not a duration: write it like 250ms, 5s or 2m (${allowed})`);
	const ms = Number(match[1]) * unit;
	if (ms < range.minMs || ms > range.maxMs) throw new HalfopenError("HO_DURATION", `"${text}" is out of range: ${allowed}`);
	return ms;
}
const STEPS = [
	["d", DAY_MS],
	["h", 36e5],
	["m", 6e4]
];
/** A duration as a person writes it: `250ms`, `4.2s`, `64s`, `3m 5s`, `2h 10m`. */
function formatDuration(ms) {
	if (!Number.isFinite(ms)) return "for ever";
	if (ms < 1e3) return `${Math.round(ms)}ms`;
	if (ms < 1e4) return `${trimZero((ms / 1e3).toFixed(1))}s`;
	if (ms < 12e4) return `${Math.round(ms / 1e3)}s`;
	return twoUnits(ms);
}
function twoUnits(ms) {
	for (const [index, [unit, size]] of STEPS.entries()) {
		if (ms < size) continue;
		const [nextUnit, nextSize] = STEPS[index + 1] ?? ["s", 1e3];
		const whole = Math.floor(ms / size);
		const rest = Math.floor(ms % size / nextSize);
		return rest === 0 ? `${whole}${unit}` : `${whole}${unit} ${rest}${nextUnit}`;
	}
	return `${Math.round(ms / 1e3)}s`;
}
function trimZero(text) {
	return text.endsWith(".0") ? text.slice(0, -2) : text;
}
//#endregion
//#region packages/node/src/tracker/options.ts
const RANGES = {
	suspectAfterMs: [50, 864e5],
	callSitesPerSecond: [0, 1e6],
	maxExchanges: [1, 1e7],
	drainBytes: [0, 2 ** 30],
	drainMs: [1, 6e4]
};
/** @throws HalfopenError HO_OPTION for a value out of its range, HO_TRACKER_MODE for an unknown mode. */
function settingsOf(options) {
	const mode = modeOf(options.mode ?? "warn");
	const settings = {
		mode,
		suspectAfterMs: options.suspectAfterMs ?? 1e4,
		callSitesPerSecond: options.callSitesPerSecond ?? (mode === "observe" ? 0 : 1e3),
		maxExchanges: options.maxExchanges ?? 1e5,
		drainBytes: options.drainBytes ?? 65536,
		drainMs: options.drainMs ?? 2e3,
		now: options.now ?? (() => performance.now()),
		write: options.write ?? ((text) => void process.stderr.write(text))
	};
	for (const [name, [min, max]] of Object.entries(RANGES)) {
		const value = settings[name];
		if (value >= min && value <= max) continue;
		throw new HalfopenError("HO_OPTION", `${name} is ${value}: it must be between ${min} and ${max}`);
	}
	return settings;
}
/**
* Reads `HALFOPEN` (a mode) and `HALFOPEN_SUSPECT_AFTER` (a duration).
* @throws HalfopenError HO_TRACKER_MODE or HO_DURATION.
*/
function optionsFromEnvironment(env) {
	const { HALFOPEN: mode, HALFOPEN_SUSPECT_AFTER: after } = env;
	const [minMs, maxMs] = RANGES.suspectAfterMs;
	return {
		...mode !== void 0 && mode !== "" && { mode: modeOf(mode) },
		...after !== void 0 && after !== "" && { suspectAfterMs: parseDuration(after, {
			minMs,
			maxMs
		}) }
	};
}
function modeOf(text) {
	if (text === "observe" || text === "warn" || text === "reclaim") return text;
	throw new HalfopenError("HO_TRACKER_MODE", `"${text}" is no mode: it must be observe, warn or reclaim`);
}
//#endregion
//#region packages/node/src/sources/http/channels.ts
/** Listens to Node.js's own diagnostics channels. Returns what stops it. */
function listen$1(desk) {
	const entries = Object.entries({
		"http.client.response.finish": (message) => desk.responded(message),
		"http.client.request.error": (message) => desk.failed(message)
	});
	for (const [channel, listener] of entries) (0, node_diagnostics_channel.subscribe)(channel, listener);
	return () => {
		for (const [channel, listener] of entries) (0, node_diagnostics_channel.unsubscribe)(channel, listener);
	};
}
//#endregion
//#region packages/node/src/callsite/capture.ts
/**
* Captures the stack of the caller of `below`, without formatting it: some
* microseconds. V8 keeps the receivers of the frames alive until it is
* formatted, so `readFrames` must be called, or the capture dropped, soon.
*
* @param below the function whose caller is the first frame.
* @param frames most frames to capture, 1 to 50.
*/
function captureStack(below, frames) {
	const limit = Error.stackTraceLimit;
	const captured = {};
	Error.stackTraceLimit = frames;
	try {
		Error.captureStackTrace(captured, below);
	} finally {
		Error.stackTraceLimit = limit;
	}
	return captured;
}
//#endregion
//#region packages/node/src/callsite/frames.ts
/**
* Formats a captured stack. It asks V8 for structured frames; where a tool such
* as vitest, jest or source-map-support has installed `Error.prepareStackTrace`,
* that one alone knows the maps of what it compiled, so its places are taken.
*/
function readFrames(captured) {
	let frames = [];
	const { prepareStackTrace: theirs } = Error;
	Error.prepareStackTrace = (error, sites) => {
		const places = theirs === void 0 ? [] : placesBy(theirs, error, sites);
		frames = sites.map((site, index) => frameOf(site, places[index])).filter((frame) => frame !== void 0);
		return "";
	};
	try {
		captured.stack;
	} finally {
		Error.prepareStackTrace = theirs;
	}
	return frames;
}
/** The places in a stack as somebody else formats it; empty where they do not match the frames one to one. */
function placesBy(theirs, error, sites) {
	try {
		const text = theirs?.(error, sites);
		const lines = typeof text === "string" ? text.split("\n").filter((line) => /^\s+at /.test(line)) : [];
		return lines.length === sites.length ? lines.map(placeOf$1) : [];
	} catch {
		return [];
	}
}
function placeOf$1(line) {
	const [, file, row, column] = /(?:^\s+at (?:async )?|\()([^()]+):(\d+):(\d+)\)?$/.exec(line) ?? [];
	return file === void 0 ? void 0 : {
		file: pathOf$1(file),
		line: Number(row),
		column: Number(column)
	};
}
function frameOf(site, place) {
	const name = site.getFileName();
	if (name === null || name === void 0) return void 0;
	const raw = {
		file: pathOf$1(name),
		line: site.getLineNumber() ?? 0,
		column: site.getColumnNumber() ?? 0
	};
	const isMapped = place !== void 0 && (place.file !== raw.file || place.line !== raw.line);
	return {
		functionName: site.getFunctionName() ?? void 0,
		isMapped,
		...isMapped ? place : raw
	};
}
function pathOf$1(file) {
	if (!file.startsWith("file:")) return file;
	try {
		return (0, node_url.fileURLToPath)(file);
	} catch {
		return file;
	}
}
//#endregion
//#region packages/node/src/callsite/source-map.ts
const MAX_MAPS = 200;
const maps = /* @__PURE__ */ new Map();
/**
* Where the frame is in the source it was compiled from. Node.js knows the map
* when it runs with `--enable-source-maps`; otherwise the file itself names it.
*/
function originalFrame(frame) {
	const entry = mapOf(frame.file)?.findEntry(frame.line - 1, frame.column - 1);
	if (entry === void 0 || !("originalSource" in entry) || entry.originalSource === void 0) return frame;
	return {
		...frame,
		file: sourcePath(entry.originalSource, frame.file),
		line: entry.originalLine + 1,
		column: entry.originalColumn + 1
	};
}
function mapOf(file) {
	const known = (0, node_module.findSourceMap)(file);
	if (known !== void 0) return known;
	if (maps.has(file)) return maps.get(file);
	if (maps.size >= MAX_MAPS) maps.clear();
	const map = readMap(file);
	maps.set(file, map);
	return map;
}
const COMMENT = /\/\/[#@] sourceMappingURL=(\S+)\s*$/;
function readMap(file) {
	try {
		const url = COMMENT.exec((0, node_fs.readFileSync)(file, "utf8").trimEnd().slice(-5e6))?.[1];
		return url === void 0 ? void 0 : new node_module.SourceMap(JSON.parse(mapText(url, file)));
	} catch {
		return;
	}
}
function mapText(url, file) {
	const inline = /^data:application\/json[^,]*?(;base64)?,(.*)$/s.exec(url);
	if (inline === null) return (0, node_fs.readFileSync)((0, node_path.resolve)((0, node_path.dirname)(file), decodeURIComponent(url)), "utf8");
	const [, base64, text = ""] = inline;
	return base64 === void 0 ? decodeURIComponent(text) : Buffer.from(text, "base64").toString("utf8");
}
function sourcePath(source, compiled) {
	if (source.startsWith("file:")) return (0, node_url.fileURLToPath)(source);
	return /^[a-z-]+:/i.test(source) ? source : (0, node_path.resolve)((0, node_path.dirname)(compiled), source);
}
//#endregion
//#region packages/node/src/callsite/site.ts
/** A stack can be formatted once, and a redirect or a retry shares the stack of the request before it. */
const known$1 = /* @__PURE__ */ new WeakMap();
/**
* The first frame of the application's own code, here or in what was captured
* before it; where there is none, as with a library that works in the
* background, the first frame of a package.
* Undefined when all frames are Node.js's own.
*/
function readSite(captured) {
	if (!known$1.has(captured)) known$1.set(captured, chooseSite(captured));
	return known$1.get(captured);
}
function chooseSite(captured) {
	const frames = readFrames(captured).filter((frame) => isCode(frame.file));
	const own = frames.findIndex((frame) => packageOf(frame.file) === void 0);
	if (own !== -1) return siteOf(frames[own], packageOf(frames[own - 1]?.file ?? ""));
	const earlier = captured.before?.();
	const site = earlier && readSite(earlier);
	if (site !== void 0 && site.package === void 0) return site;
	return siteOf(frames.find((frame) => !isUndici(frame.file)) ?? frames[0], void 0);
}
function siteOf(frame, via) {
	if (frame === void 0) return void 0;
	const { functionName, file, line, column } = frame.isMapped ? frame : originalFrame(frame);
	return {
		functionName,
		file,
		line,
		column,
		package: packageOf(frame.file),
		via
	};
}
/** Node.js's own frames are `node:…`; evaluated code has names such as `[eval]`, which are the application's. */
function isCode(file) {
	return !file.startsWith("node:") && ((0, node_path.isAbsolute)(file) || /^(\[|[a-z]+:)/.test(file));
}
function isUndici(file) {
	return /[\\/]lib[\\/](api|dispatcher|core|web[\\/]fetch|interceptor|handler)[\\/]/.test(file);
}
/** The package of the code that made the call; undefined for the application's own. */
function ownerOf(captured) {
	const caller = readFrames(captured).find((frame) => isCode(frame.file));
	return caller && packageOf(caller.file);
}
/** The name of the package a file belongs to: after the last node_modules; undefined outside. */
function packageOf(file) {
	const [inside] = file.split(/[\\/]node_modules[\\/]/).slice(1).slice(-1);
	const [first = "", second] = inside?.split(/[\\/]/) ?? [];
	if (first === "") return void 0;
	return first.startsWith("@") && second !== void 0 ? `${first}/${second}` : first;
}
//#endregion
//#region packages/node/src/sources/http/per-run.ts
/** Builds a value at most once until the current run of JavaScript ends, and then forgets it. */
function perRun(build) {
	let built;
	return () => {
		if (built === void 0) {
			built = { value: build() };
			queueMicrotask(() => {
				built = void 0;
			});
		}
		return built.value;
	};
}
//#endregion
//#region packages/node/src/sources/http/deferred.ts
/**
* Libraries whose calls only make an object of a class `Request`, and in the object's own time the request, in no one's
* stack; and where they keep the request in it.
*/
const LIBRARIES = new Map([
	["got", "_request"],
	["superagent", "req"],
	["request", "req"]
]);
const FRAMES$2 = 30;
/** Frames up to the constructor: ours, those of EventEmitter, Stream and Duplex, its own. */
const CONSTRUCTOR_FRAMES = 10;
/** As many as begin between two looks of the tracker, and are not asked for later. */
const MAX_KEPT = 2e3;
/** Knows where the objects were made whose requests come later. */
var Deferred = class {
	/** By class; undefined for all that are none of them. */
	keys = /* @__PURE__ */ new WeakMap();
	sites = /* @__PURE__ */ new WeakMap();
	made = [];
	byRequest = perRun(() => this.index());
	constructor(ledger) {
		this.ledger = ledger;
	}
	/** Sees every emitter being made. Returns what stops it. */
	hook() {
		const events = node_events.EventEmitter;
		const original = events.init;
		let isWatching = true;
		const seen = (emitter) => {
			if (isWatching) this.seen(emitter, init);
		};
		const init = function init(...rest) {
			original.apply(this, rest);
			seen(this);
		};
		events.init = init;
		return () => {
			isWatching = false;
			if (events.init === init) events.init = original;
		};
	}
	/** Whether nothing was noted that could make a request. */
	get isEmpty() {
		return this.made.length === 0;
	}
	siteOf(request) {
		return request && this.byRequest().get(request);
	}
	seen(emitter, below) {
		const made = emitter.constructor;
		if (typeof made !== "function") return;
		if (!this.keys.has(made)) this.keys.set(made, keyOf$1(made, below));
		const key = this.keys.get(made);
		if (key === void 0 || !this.ledger.wantsSites) return;
		this.sites.set(emitter, captureStack(below, FRAMES$2));
		this.made.push({
			emitter: new WeakRef(emitter),
			key
		});
		if (this.made.length > MAX_KEPT) this.forget(this.made.splice(0, MAX_KEPT / 2));
	}
	forget(made) {
		for (const { emitter } of made) {
			const gone = emitter.deref();
			if (gone !== void 0) this.sites.delete(gone);
		}
	}
	index() {
		const found = /* @__PURE__ */ new Map();
		for (const { emitter, key } of this.made) {
			const alive = emitter.deref();
			const site = alive && this.sites.get(alive);
			if (alive !== void 0 && site !== void 0) found.set(alive[key], site);
		}
		return found;
	}
};
function keyOf$1(made, below) {
	if (Object.getOwnPropertyDescriptor(made, "name")?.value !== "Request") return void 0;
	return LIBRARIES.get(ownerOf(captureStack(below, CONSTRUCTOR_FRAMES)));
}
//#endregion
//#region packages/node/src/sources/places/connection.ts
/** Local port and remote, as the kernel's tables name the connection; undefined while, or once, there is none. */
function connectionOf(socket) {
	if (socket?.remoteAddress === void 0) return void 0;
	return {
		local: endpoint(socket.localAddress, socket.localPort),
		remote: endpoint(socket.remoteAddress, socket.remotePort)
	};
}
function endpoint(address, port) {
	return address?.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}
//#endregion
//#region packages/node/src/sources/places/origins.ts
const MAX_KNOWN = 1e3;
const known = /* @__PURE__ */ new Map();
/** `https://host:port`, the port always written. Total: what is no URL comes back as it is. */
function originOf(value) {
	const text = typeof value === "string" ? value : value?.origin ?? "";
	const found = known.get(text);
	if (found !== void 0) return found;
	if (known.size >= MAX_KNOWN) known.clear();
	const origin = withPort(text);
	known.set(text, origin);
	return origin;
}
function withPort(text) {
	try {
		const url = new URL(text);
		return `${url.protocol}//${url.hostname}:${url.port || (url.protocol === "https:" ? "443" : "80")}`;
	} catch {
		return text;
	}
}
/** The path without its query, which may hold secrets. */
function pathOf(value) {
	const path = value ?? "/";
	const query = path.indexOf("?");
	return query === -1 ? path : path.slice(0, query);
}
//#endregion
//#region packages/node/src/sources/http/ending.ts
/** How an exchange ended whose request has just been closed. `error`: what the request failed with. */
function endingOf$1(request, error) {
	const { res, socket } = request;
	if (request.upgradeOrConnect === true) return "upgraded";
	if (res?.complete === true) {
		if (res._dumped === true) return "discarded";
		return res.destroyed && !res.readableEnded ? "aborted" : "read";
	}
	if (error !== void 0) return isAbort(error) ? "aborted" : "failed";
	return socket?.readableEnded === true ? "failed" : "aborted";
}
/** Whether the program itself gave the request up. */
function isAbort(error) {
	const { name, code } = typeof error === "object" && error !== null ? error : {};
	return name === "AbortError" || code === "ABORT_ERR";
}
/**
* Node.js says "socket hang up" when the server hung up, and when the program destroyed the request without a reason.
* Only in the second case the request is destroyed by the time it says so.
*/
function wasDestroyed(request, error) {
	return request.destroyed && error instanceof Error && error.message === "socket hang up";
}
//#endregion
//#region packages/node/src/sources/bodies/give-up.ts
/** Destroys a stream that nobody reads, or a request that nobody answers; a late reader gets an error that says why. */
function giveUp(stream) {
	stream.on("error", () => void 0);
	stream.destroy(new HalfopenError("HO_RECLAIMED", "this response was left unread while others waited for its connection"));
}
//#endregion
//#region packages/node/src/sources/bodies/drain.ts
/**
* Reads what is left of a body nobody reads, so that its connection can be used
* again. The stream then ends with an error, not with an end: whoever reads it
* after all must not take what is left for the whole.
*
* @returns false when it was more, took longer or failed.
*/
async function drainBody(body, options) {
	const state = { left: options.bytes + body.readableLength };
	return await new Promise((resolve) => {
		const finish = () => {
			clearTimeout(timer);
			body.off("readable", pull).off("end", finish).off("close", finish);
			const isDone = options.isDone();
			if (isDone) giveUp(body);
			else options.destroy();
			resolve(isDone);
		};
		const pull = () => {
			const allowed = discard(body, state);
			if (options.isDone() || !allowed) finish();
		};
		const timer = setTimeout(finish, options.ms).unref();
		body.on("readable", pull).once("end", finish).once("close", finish);
		pull();
	});
}
/** Takes what is buffered; false once it is more than allowed. */
function discard(body, state) {
	for (let chunk = body.read(); chunk !== null; chunk = body.read()) {
		state.left -= chunk.length;
		if (state.left < 0) return false;
	}
	return true;
}
//#endregion
//#region packages/node/src/sources/http/pool.ts
/**
* An agent that bounds its connections by other means than `maxSockets` says so here: `{ max }`, connections
* for each origin. This package's own `createAgent` does.
*/
const LIMITS = Symbol.for("@halfopen/node/limits");
let lastId$1 = 0;
/** The ledger's view of the connections that an agent keeps under one name. */
var PoolView$1 = class {
	id;
	agent;
	constructor(agent, name) {
		this.name = name;
		lastId$1 += 1;
		this.id = lastId$1;
		this.agent = new WeakRef(agent);
	}
	max() {
		const agent = this.agent.deref();
		if (agent === void 0) return void 0;
		const own = agent[LIMITS]?.max;
		const max = Math.min(own ?? Infinity, agent.maxSockets ?? Infinity, this.leftOfTotal(agent));
		return Number.isFinite(max) ? max : void 0;
	}
	available() {
		const agent = this.agent.deref();
		return agent?.freeSockets === void 0 ? void 0 : count(agent.freeSockets, this.name);
	}
	/** What the limit of all origins together leaves to this one. */
	leftOfTotal({ maxTotalSockets = Infinity, totalSocketCount = 0, sockets, freeSockets }) {
		return maxTotalSockets - (totalSocketCount - (count(sockets, this.name) + count(freeSockets, this.name)));
	}
};
function count(table, name) {
	return table?.[name]?.length ?? 0;
}
//#endregion
//#region packages/node/src/sources/http/pools.ts
const byAgent = /* @__PURE__ */ new WeakMap();
/** An agent of a crawler meets new origins for ever. */
const MAX_VIEWS = 1e3;
/** The pool that a request waits in or leases from; undefined when it has no agent. */
function poolOf$1(request, origin) {
	const { agent } = request;
	if (typeof agent !== "object" || agent === null) return void 0;
	const known = byAgent.get(agent) ?? new AgentPools(agent);
	byAgent.set(agent, known);
	return known.find(request, origin);
}
/** The pools of one agent. The names they have are read from the agent's own tables: only it knows how it makes them. */
var AgentPools = class {
	agent;
	views = /* @__PURE__ */ new Map();
	names = perRun(() => namesIn(this.agent.deref()));
	constructor(agent) {
		this.agent = new WeakRef(agent);
	}
	find(request, origin) {
		const { of, all } = this.names();
		const name = (request.socket && of.get(request.socket)) ?? of.get(request);
		if (name !== void 0) return {
			view: this.viewOf(name),
			isSure: true
		};
		const prefix = `${hostAndPort(origin)}:`;
		return {
			view: this.viewOf(all.find((name) => name.startsWith(prefix)) ?? prefix),
			isSure: false
		};
	}
	viewOf(name) {
		const known = this.views.get(name);
		if (known !== void 0) return known;
		if (this.views.size >= MAX_VIEWS) this.prune();
		const view = new PoolView$1(this.agent.deref() ?? {}, name);
		this.views.set(name, view);
		return view;
	}
	prune() {
		const current = new Set(this.names().all);
		for (const name of this.views.keys()) if (!current.has(name)) this.views.delete(name);
	}
};
/** `of`: the name under which the agent keeps each request and socket. */
function namesIn(agent) {
	const of = /* @__PURE__ */ new Map();
	const tables = [
		agent?.requests,
		agent?.sockets,
		agent?.freeSockets
	].filter(isTable);
	for (const table of tables) for (const [name, members] of Object.entries(table)) for (const member of members ?? []) of.set(member, name);
	return {
		of,
		all: tables.flatMap((table) => Object.keys(table))
	};
}
/** An agent of somebody's own may have anything under these names. */
function isTable(table) {
	return typeof table === "object" && table !== null && Object.values(table).every(Array.isArray);
}
/** As `agent.getName()` writes it: without the brackets of IPv6. */
function hostAndPort(origin) {
	return origin.slice(origin.indexOf("//") + 2).replace(/^\[([^\]]*)\]/, "$1");
}
//#endregion
//#region packages/node/src/sources/http/hold.ts
/**
* What an exchange of node:http holds, through one weak reference to its request: Node.js keeps the request alive as
* long as its connection lasts, and the response keeps it afterwards.
*/
var HttpHold = class {
	view;
	/** Whether an agent gave it a connection. */
	assigned = false;
	done = false;
	constructor(request, origin) {
		this.request = request;
		this.origin = origin;
	}
	/** The exchange is over: its connection is another's now, or gone. */
	finish() {
		this.done = true;
	}
	bufferedBytes() {
		const request = this.leased();
		if (request === void 0) return void 0;
		return (request.socket?.readableLength ?? 0) + (request.res?.readableLength ?? 0);
	}
	bytesRead() {
		return this.leased()?.socket?.bytesRead;
	}
	/**
	* True once data was taken. False while data waits untaken, or while nothing was ever attached that could read: even
	* a response without a byte then keeps its connection, because its end goes unheard. Undefined while a reader waits.
	*/
	isConsumed() {
		const response = this.response();
		if (response === void 0) return void 0;
		if (response.readableDidRead) return true;
		return isUntouched(response) || response.readableLength > 0 ? false : void 0;
	}
	pool() {
		if (this.view !== void 0) return this.view;
		const request = this.leased();
		const found = request && poolOf$1(request, this.origin);
		if (found?.isSure === true) this.view = found.view;
		return found?.view;
	}
	/** Node.js tells nothing of a request that was destroyed in an agent's queue, nor does one whose listeners were all removed. */
	isLost() {
		if (this.done) return false;
		const request = this.request.deref();
		return request === void 0 || request.closed || request.destroyed && !this.assigned;
	}
	connection() {
		return connectionOf(this.leased()?.socket);
	}
	async drain({ bytes, ms }) {
		const response = this.leased()?.res ?? void 0;
		if (response !== void 0 && isUntouched(response) && response.listenerCount("end") <= NODES_OWN) {
			const waiting = response.socket?.readableLength ?? 0;
			const [isDone, destroy] = [() => response.readableEnded, () => this.destroy()];
			return await drainBody(response, {
				bytes: bytes + waiting,
				ms,
				isDone,
				destroy
			});
		}
		this.destroy();
		return false;
	}
	destroy() {
		const request = this.leased();
		const response = request?.res;
		if (request === void 0) return;
		if (response === void 0 || response === null) return giveUp(request);
		request.socket?.destroy();
		giveUp(response);
	}
	leased() {
		return this.done ? void 0 : this.request.deref();
	}
	response() {
		return this.request.deref()?.res ?? void 0;
	}
};
/** Node.js itself listens for the end, to free the connection. */
const NODES_OWN = 1;
/** Neither a listener nor a pipe, nor resume(). */
function isUntouched(response) {
	return response.readableFlowing === null;
}
//#endregion
//#region packages/node/src/sources/http/flight.ts
/** One request of node:http, from when it is made until it is closed. It keeps nothing of it alive. */
var Flight$1 = class {
	/** Where it was made, as long as it lasts: a captured stack keeps the receivers of its frames alive. */
	site;
	hold;
	exchange;
	failure;
	constructor(ledger, request, departure) {
		this.site = departure.site;
		this.hold = new HttpHold(departure.request, departure.origin);
		this.exchange = ledger.begin({
			client: "http",
			origin: departure.origin,
			method: request.method,
			path: pathOf(request.path),
			site: departure.site,
			hold: this.hold
		});
	}
	/** An agent gives it a connection, which it will use from the next tick on. */
	assigned() {
		this.hold.assigned = true;
		this.exchange.sent();
	}
	/** The headers of the final response came; informational ones are not told. */
	responded({ method }, { statusCode: status = 0 }) {
		this.exchange.headers(status, method !== "HEAD" && status !== 204 && status !== 304);
	}
	failed(request, error) {
		if (!wasDestroyed(request, error)) this.failure = error;
	}
	/** It is done with its connection, which is free again or gone. */
	closed(request) {
		this.hold.finish();
		this.site = void 0;
		this.exchange.ended(endingOf$1(request, this.failure));
	}
};
//#endregion
//#region packages/node/src/sources/http/hidden.ts
/** The object that a constructor returns is the one that gets the private fields of classes derived from it. */
const Itself = function Itself(owner) {
	return owner;
};
/**
* What a WeakMap does, as a private field. A WeakMap with weak references in its values costs the garbage collector some
* 6 microseconds a request on Node.js 20; this costs next to nothing.
*/
function hiddenField() {
	return class Field extends Itself {
		#value;
		constructor(owner, value) {
			super(owner);
			this.#value = value;
		}
		static set(owner, value) {
			new Field(owner, value);
		}
		static get(owner) {
			return #value in owner ? owner.#value : void 0;
		}
	};
}
//#endregion
//#region packages/node/src/sources/http/place.ts
/**
* `http://host:port`, the port always written: where the connection goes, not what the Host header says.
* A request keeps all of it but the port.
*/
function originOfRequest(request, args) {
	const { host, protocol } = request;
	const socketPath = request.socketPath;
	if (typeof socketPath === "string") return `unix:${socketPath}`;
	const port = portOf(args) || request.agent?.defaultPort || (protocol === "https:" ? 443 : 80);
	return `${protocol}//${host.includes(":") && !host.startsWith("[") ? `[${host}]` : host}:${port}`;
}
/** As ClientRequest decides it: options before the URL. */
function portOf([input, second]) {
	const options = isUrl(input) ? second : input;
	if (typeof options === "object" && options !== null) {
		const { port, defaultPort } = options;
		if (port || defaultPort) return port || defaultPort;
	}
	return isUrl(input) ? portOfUrl(input) : void 0;
}
function isUrl(value) {
	return typeof value === "string" || value instanceof URL;
}
function portOfUrl(url) {
	return typeof url === "string" ? /^[^/?#]*\/\/[^/?#]*:(\d+)(?=[/?#]|$)/.exec(url)?.[1] : url.port;
}
//#endregion
//#region packages/node/src/sources/http/desk.ts
/** Frames to capture: the AWS SDK has its caller 12 frames up, axios 13, and plugins add to both. */
const FRAMES$1 = 30;
/** Knows the exchange of every request. */
var Desk$1 = class {
	deferred;
	flights = hiddenField();
	isWatching = true;
	/** Calls of http.request that have not returned yet; an agent may make requests of its own within one. */
	making = 0;
	/** A request that got its connection before we know it. */
	early;
	/** The exchange whose redirect is being told right now. */
	redirecting;
	constructor(ledger) {
		this.ledger = ledger;
		this.deferred = new Deferred(ledger);
	}
	/** `below`: our function whose caller is the call site. The fewer frames of ours are between, the less it costs. */
	capture(below) {
		return this.isWatching && this.ledger.wantsSites ? captureStack(below, FRAMES$1) : void 0;
	}
	/** Runs a call of http.request or one of its like. */
	make(call, args, site) {
		if (!this.isWatching) return call();
		const request = this.call(call);
		if (request instanceof node_http.ClientRequest && this.flights.get(request) === void 0) {
			const flight = this.begin(request, args, site);
			if (this.early === request) flight.assigned();
		}
		this.early = void 0;
		return request;
	}
	/** A socket is assigned to a request. */
	assigned(request, below) {
		if (!this.isWatching) return;
		const flight = this.flights.get(request);
		if (flight !== void 0) flight.assigned();
		else if (this.making > 0) this.early = request;
		else this.begin(request, [], this.capture(below)).assigned();
	}
	responded({ request, response }) {
		const flight = this.flights.get(request);
		flight?.responded(request, response);
		if (flight?.site !== void 0 && isRedirect$1(response.statusCode)) this.redirects(flight);
	}
	failed({ request, error }) {
		this.flights.get(request)?.failed(request, error);
	}
	stop() {
		this.isWatching = false;
	}
	call(call) {
		this.making += 1;
		try {
			return call();
		} finally {
			this.making -= 1;
		}
	}
	begin(request, args, site) {
		const weak = new WeakRef(request);
		if (site !== void 0) this.trace(site, weak);
		const flight = new Flight$1(this.ledger, request, {
			request: weak,
			origin: originOfRequest(request, args),
			site
		});
		this.flights.set(request, flight);
		request.on("close", this.closed);
		return flight;
	}
	/** Says where else to look for the application: with whoever noted the request, or was redirected. */
	trace(site, request) {
		const { deferred } = this;
		const before = this.redirecting?.site;
		if (before === void 0 && deferred.isEmpty) return;
		site.before = () => deferred.siteOf(request.deref()) ?? before;
	}
	/** One function for all requests, so that a listener costs no closure. */
	closed = ((desk) => function() {
		desk.flights.get(this)?.closed(this);
	})(this);
	/** Clients follow a redirect while they are told of it, in no stack of the application's. */
	redirects(flight) {
		this.redirecting = flight;
		process.nextTick(() => {
			this.redirecting = void 0;
		});
	}
};
/** RFC 9110 section 15.4 */
function isRedirect$1(status = 0) {
	return status >= 300 && status < 400 && status !== 304;
}
//#endregion
//#region packages/node/src/sources/http/functions.ts
/** Stands before the functions that make requests, for those who import them and those who require them. */
function wrapFunctions(desk) {
	const restores = [node_http.default, node_https.default].flatMap((owner) => [wrap(owner, "request", desk), wrap(owner, "get", desk)]);
	(0, node_module.syncBuiltinESMExports)();
	return () => {
		for (const restore of restores.toReversed()) restore();
		(0, node_module.syncBuiltinESMExports)();
	};
}
function wrap(owner, name, desk) {
	const original = owner[name];
	const wrapper = function(...args) {
		const site = desk.capture(wrapper);
		return desk.make(() => original.apply(this, args), args, site);
	};
	owner[name] = Object.defineProperties(wrapper, Object.getOwnPropertyDescriptors(original));
	return () => {
		if (owner[name] === wrapper) owner[name] = original;
	};
}
//#endregion
//#region packages/node/src/sources/http/sockets.ts
/** Every agent hands a request its connection by `request.onSocket(socket)`; without one it says why not. */
function hookSockets(desk) {
	const prototype = node_http.ClientRequest.prototype;
	const original = prototype.onSocket;
	const onSocket = function onSocket(socket, ...rest) {
		if (socket !== null && socket !== void 0) desk.assigned(this, onSocket);
		original.call(this, socket, ...rest);
	};
	prototype.onSocket = onSocket;
	return () => {
		if (prototype.onSocket === onSocket) prototype.onSocket = original;
	};
}
//#endregion
//#region packages/node/src/sources/http/source.ts
/** node:http and node:https, with any agent, and so everything that is built on them. */
const httpSource = {
	name: "http",
	start(ledger) {
		const desk = new Desk$1(ledger);
		const stops = [
			() => desk.stop(),
			listen$1(desk),
			hookSockets(desk),
			desk.deferred.hook(),
			wrapFunctions(desk)
		];
		return () => {
			for (const stop of stops.toReversed()) stop();
		};
	}
};
//#endregion
//#region packages/node/src/sources/undici/redirects.ts
const MAX_HEIRS = 256;
/**
* fetch follows a redirect some ticks later, in no one's stack: the next
* request to the announced place inherits the call site of the first.
*/
var Redirects = class {
	heirs = /* @__PURE__ */ new Map();
	announce(from, location, caller) {
		const place = placeOf(location, originOf(from.origin) + (from.path ?? "/"));
		if (place === void 0) return;
		const oldest = this.heirs.keys().next().value;
		if (this.heirs.size >= MAX_HEIRS && oldest !== void 0) this.heirs.delete(oldest);
		this.heirs.set(place, caller);
	}
	take(to) {
		if (this.heirs.size === 0) return void 0;
		const place = placeOf(to.path ?? "/", originOf(to.origin));
		const caller = place === void 0 ? void 0 : this.heirs.get(place);
		if (place !== void 0 && caller !== void 0) this.heirs.delete(place);
		return caller;
	}
};
function placeOf(path, base) {
	try {
		const url = new URL(path, base);
		return url.origin + url.pathname + url.search;
	} catch {
		return;
	}
}
const LOCATION = "location";
/** The Location of a response, from raw headers (undici 6, 7) or a record of them (8). */
function locationOf(headers) {
	if (Array.isArray(headers)) {
		const index = headers.findIndex((name, at) => at % 2 === 0 && String(name).toLowerCase() === LOCATION);
		return index === -1 ? void 0 : String(headers[index + 1]);
	}
	const value = headers?.[LOCATION];
	return typeof value === "string" ? value : void 0;
}
/** RFC 9110 section 15.4: the statuses whose Location a client follows by itself. */
function isRedirect(status) {
	return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}
//#endregion
//#region packages/node/src/sources/undici/channels.ts
/** What undici's fetch aborts a request with once its Response was garbage-collected. Source: undici lib/web/fetch/response.js */
const COLLECTED = "Response object has been garbage collected";
/** Listens to undici's diagnostics channels; all copies of undici in a process share them. Returns what stops it. */
function listen(desk, onStranger) {
	const sockets = /* @__PURE__ */ new WeakMap();
	const entries = Object.entries({
		"undici:request:create": function create(message) {
			const { request } = message;
			if (!desk.create(request, create).known) onStranger();
		},
		"undici:client:sendHeaders": (message) => {
			const { request, socket } = message;
			sent(desk, request, weak(sockets, socket));
		},
		"undici:request:headers": (message) => headers(desk, message),
		"undici:request:trailers": (message) => desk.flightOf(message.request)?.end("read"),
		"undici:request:error": (message) => {
			const { request, error } = message;
			desk.flightOf(request)?.end(endingOf(error));
		}
	});
	for (const [channel, listener] of entries) (0, node_diagnostics_channel.subscribe)(channel, listener);
	return () => {
		for (const [channel, listener] of entries) (0, node_diagnostics_channel.unsubscribe)(channel, listener);
	};
}
function sent(desk, request, socket) {
	const flight = desk.flightOf(request);
	if (flight === void 0) return;
	flight.hold.sent(socket);
	flight.exchange.sent();
	if (flight.upgrade) flight.end("upgraded");
}
function headers(desk, { request, response }) {
	const flight = desk.flightOf(request);
	if (flight === void 0) return;
	const status = response.statusCode;
	if (isRedirect(status)) {
		const location = locationOf(response.headers);
		if (location !== void 0) desk.redirects.announce(flight.departure, location, flight.caller);
	}
	flight.exchange.headers(status, request.method !== "HEAD" && status !== 204 && status !== 304);
}
/** One weak reference for each connection, not for each request on it. */
function weak(known, socket) {
	const found = known.get(socket);
	if (found !== void 0) return found;
	const made = new WeakRef(socket);
	known.set(socket, made);
	return made;
}
function endingOf(error) {
	if (error === COLLECTED) return "collected";
	const { name, code } = typeof error === "object" && error !== null ? error : {};
	return name === "AbortError" || name === "TimeoutError" || code === "UND_ERR_ABORTED" ? "aborted" : "failed";
}
//#endregion
//#region packages/node/src/sources/undici/copies.ts
/** Wraps `dispatch` of every copy of undici in the process: Node.js's own, and those from npm. */
var Copies = class {
	hooked = /* @__PURE__ */ new Map();
	watching = true;
	constructor(desk) {
		this.desk = desk;
	}
	/** The copy behind the global dispatcher: Node.js's own, unless one from npm was loaded first. */
	hookGlobal() {
		for (const version of [1, 2]) {
			const dispatcher = globalThis[Symbol.for(`undici.globalDispatcher.${version}`)];
			const prototype = basePrototype(dispatcher);
			if (prototype !== void 0) this.hook(prototype);
		}
	}
	/** Copies from npm that are loaded already, and those to come. */
	hookModules() {
		for (const [file, module] of Object.entries(node_module.Module._cache)) if (isDispatcherBase(file)) this.hookExports(module?.exports);
		return onLoad((exports) => {
			if (this.watching) this.hookExports(exports);
		});
	}
	unhook() {
		this.watching = false;
		for (const [prototype, { original, wrapper }] of this.hooked) if (prototype.dispatch === wrapper) prototype.dispatch = original;
		this.hooked.clear();
	}
	hookExports(exports) {
		const { prototype } = typeof exports === "function" ? exports : {};
		if (isPrototype(prototype)) this.hook(prototype);
	}
	hook(prototype) {
		if (this.hooked.has(prototype)) return;
		const original = prototype.dispatch;
		const wrapper = this.wrapperOf(original);
		this.hooked.set(prototype, {
			original,
			wrapper
		});
		prototype.dispatch = wrapper;
	}
	wrapperOf(original) {
		const { desk } = this;
		const hooked = {
			original,
			wrapper: function dispatch(options, handler) {
				return desk.dispatch(this, hooked, options, handler);
			}
		};
		return hooked.wrapper;
	}
};
/** DispatcherBase: the class whose own `dispatch` every Client, Pool and Agent inherits. Its parent's only throws. */
function basePrototype(dispatcher) {
	for (let prototype = parent(dispatcher); prototype !== void 0; prototype = parent(prototype)) if (isPrototype(prototype) && Object.hasOwn(prototype, "destroyed")) return prototype;
}
function parent(value) {
	return typeof value === "object" && value !== null ? Object.getPrototypeOf(value) ?? void 0 : void 0;
}
function isPrototype(value) {
	return typeof value === "object" && value !== null && Object.hasOwn(value, "dispatch");
}
/** `undici/lib/dispatcher/dispatcher-base.js`, under whatever name undici is installed; undici 5 has it in `lib/`. */
function isDispatcherBase(request) {
	return request.endsWith("dispatcher-base") || request.endsWith("dispatcher-base.js");
}
/** Sees CommonJS modules as they load, also those that ES modules import. */
function onLoad(seen) {
	const loader = node_module.Module;
	const original = loader._load;
	const load = function(request, ...rest) {
		const exports = original.call(this, request, ...rest);
		if (isDispatcherBase(request)) seen(exports);
		return exports;
	};
	loader._load = load;
	return () => {
		if (loader._load === load) loader._load = original;
	};
}
//#endregion
//#region packages/node/src/sources/undici/shapes.ts
/**
* The stream that a handler of undici fills with the response's body: `res` of
* request(), stream() and pipeline(), `body` of fetch. Undefined when the
* handler is another, or the response has not begun.
*/
function bodyStream(handler) {
	let inner = handler;
	for (let depth = 0; depth < MAX_WRAPPERS && typeof inner === "object" && inner !== null; depth += 1) {
		if (isReadable(inner.res)) return inner.res;
		if (isReadable(inner.body) && !("callback" in inner) && !("res" in inner)) return inner.body;
		inner = inner.handler;
	}
}
/** Handlers of interceptors (retry, redirect) wrap the one that holds the body. */
const MAX_WRAPPERS = 4;
function isReadable(value) {
	return typeof value === "object" && value !== null && "readableLength" in value && "readableDidRead" in value;
}
/** The symbol of an own property of `object` that is described so. */
function symbolOf(object, description) {
	return Object.getOwnPropertySymbols(object).find((symbol) => symbol.description === description);
}
/** The property of `object` whose symbol is described so: undici keeps its state under private symbols. */
function symbolValue(object, description) {
	const symbol = symbolOf(object, description);
	return symbol === void 0 ? void 0 : object[symbol];
}
//#endregion
//#region packages/node/src/sources/undici/hold.ts
/** What an undici exchange holds. Everything weakly: undici itself keeps it alive as long as it lasts. */
var UndiciHold = class {
	socket;
	handler;
	stream;
	view;
	done = false;
	/** Whether undici made its Request, which then reports every end by itself. */
	created = false;
	constructor(handler) {
		this.handler = handler && new WeakRef(handler);
	}
	joined(view) {
		this.view = view;
	}
	sent(socket) {
		this.socket = socket;
	}
	/** The exchange is over; `keepBody`: go on answering isConsumed() for as long as the body lives. */
	finish(keepBody) {
		const body = keepBody ? this.body() : void 0;
		if (body !== void 0) this.stream = new WeakRef(body);
		this.done = true;
	}
	bufferedBytes() {
		const socket = this.socket?.deref();
		const body = this.body();
		if (socket === void 0 && body === void 0) return void 0;
		return (socket?.readableLength ?? 0) + (body?.readableLength ?? 0);
	}
	bytesRead() {
		return this.socket?.deref()?.bytesRead;
	}
	/**
	* True once data was taken; false while data waits untaken. Undefined when
	* no byte came, or the body cannot be seen: then a reader may well be waiting.
	*/
	isConsumed() {
		const body = this.body();
		if (body === void 0) return void 0;
		if (body.readableDidRead) return true;
		return body.readableLength > 0 ? false : void 0;
	}
	pool() {
		return this.view;
	}
	isLost() {
		return !this.created && this.view !== void 0 && !this.view.hasQueued();
	}
	connection() {
		return connectionOf(this.socket?.deref());
	}
	async drain(limits) {
		const body = this.body();
		const options = {
			...limits,
			isDone: () => this.done,
			destroy: () => this.destroy()
		};
		if (body !== void 0) return await drainBody(body, options);
		if (!this.done) this.destroy();
		return false;
	}
	destroy() {
		const body = this.body();
		body?.on("error", () => void 0);
		const target = this.socket?.deref() ?? body;
		if (target !== void 0) giveUp(target);
	}
	body() {
		return this.stream?.deref() ?? bodyStream(this.handler?.deref());
	}
};
//#endregion
//#region packages/node/src/sources/undici/pool.ts
const views = /* @__PURE__ */ new WeakMap();
let lastId = 0;
/** The ledger's view of an undici Pool (or of a Client used alone, which is a pool of one connection). */
var PoolView = class {
	id;
	isPool;
	dispatcher;
	limit;
	queued;
	constructor(dispatcher) {
		lastId += 1;
		this.id = lastId;
		this.dispatcher = new WeakRef(dispatcher);
		this.queued = symbolOf(dispatcher, "queued");
		this.isPool = this.queued !== void 0 || typeof dispatcher.stats?.queued === "number";
		const connections = symbolValue(dispatcher, "connections");
		this.limit = typeof connections === "number" ? connections : this.isPool ? void 0 : 1;
	}
	max() {
		return this.limit;
	}
	available() {
		return this.dispatcher.deref()?.stats?.free;
	}
	/** Whether requests can wait in it now: a request it never passed on must be among them. */
	hasQueued() {
		const dispatcher = this.dispatcher.deref();
		return dispatcher?.destroyed === false && this.queuedIn(dispatcher) > 0;
	}
	queuedIn(dispatcher) {
		if (this.queued === void 0) return dispatcher.stats?.queued ?? 0;
		return dispatcher[this.queued];
	}
};
function poolOf(dispatcher) {
	const known = views.get(dispatcher);
	if (known !== void 0) return known;
	const view = new PoolView(dispatcher);
	views.set(dispatcher, view);
	return view;
}
//#endregion
//#region packages/node/src/sources/undici/flight.ts
/** One request on its way through undici's dispatchers: outermost dispatch, pool, client, Request. */
var Flight = class {
	hold;
	exchange;
	ended = false;
	upgrade = false;
	/** Both only on the way in: a flight must keep nothing alive. */
	passed = [];
	handler;
	constructor(ledger, caller, departure, handler) {
		this.ledger = ledger;
		this.caller = caller;
		this.departure = departure;
		this.hold = new UndiciHold(handler);
		this.exchange = ledger.begin({
			client: caller.client,
			origin: originOf(departure.origin),
			method: departure.method ?? "GET",
			path: pathOf(departure.path),
			site: caller.site,
			hold: this.hold
		});
	}
	get created() {
		return this.hold.created;
	}
	/** The request goes through this dispatcher, on its way in. Returns whether the handler is another than before. */
	through(dispatcher, handler) {
		this.passed.push(dispatcher);
		const isNew = handler !== this.handler;
		this.handler = handler;
		return isNew;
	}
	/** undici made its Request: the last dispatcher was a Client, the one before it its pool. */
	create() {
		this.hold.created = true;
		this.join(this.passed.at(-2), this.passed.at(-1));
	}
	/**
	* The way in ended. Without a Request it either waits in the last dispatcher's
	* queue, or was refused without a word on any channel.
	*/
	arrived() {
		const last = this.passed.at(-1);
		this.passed.length = 0;
		this.handler = void 0;
		if (this.created || last === void 0) return;
		const pool = poolOf(last);
		this.hold.joined(pool);
		if (!pool.hasQueued()) this.end("failed");
	}
	end(how) {
		if (this.ended) return;
		this.ended = true;
		this.hold.finish(this.ledger.wantsBodies);
		this.exchange.ended(how);
	}
	join(outer, client) {
		const pools = [outer, client].filter((dispatcher) => dispatcher !== void 0).map(poolOf);
		const pool = pools.find((pool) => pool.isPool) ?? pools.at(-1);
		if (pool !== void 0 && this.hold.pool() === void 0) this.hold.joined(pool);
	}
};
//#endregion
//#region packages/node/src/sources/undici/desk.ts
/**
* Frames to capture inside undici: the caller of request() is some ten frames
* up, that of stream() and of libraries above it more.
*/
const FRAMES = 30;
/** Frames to capture in our wrapper of fetch: only the application and the library it called are above. */
const FETCH_FRAMES = 12;
/** Knows which dispatch, which handler and which Request belong to one exchange. */
var Desk = class {
	redirects = new Redirects();
	byHandler = /* @__PURE__ */ new WeakMap();
	byRequest = /* @__PURE__ */ new WeakMap();
	/** The flight whose dispatch runs right now: dispatchers call each other within one tick. */
	current;
	fetching;
	constructor(ledger) {
		this.ledger = ledger;
	}
	/** Runs a call of fetch; it dispatches within this very tick. */
	fetch(below, call) {
		this.fetching = {
			client: "fetch",
			site: this.capture(below, FETCH_FRAMES)
		};
		try {
			return call();
		} finally {
			this.fetching = void 0;
		}
	}
	/** Runs one dispatcher's dispatch. */
	dispatch(dispatcher, hooked, options, handler) {
		const outer = this.current;
		if (outer !== void 0 && !outer.created) {
			this.enter(outer, dispatcher, handler);
			return hooked.original.call(dispatcher, options, handler);
		}
		const flight = this.resumed(handler) ?? this.depart(departureOf(dispatcher, options), handler, hooked.wrapper);
		this.current = flight;
		this.enter(flight, dispatcher, handler);
		try {
			return hooked.original.call(dispatcher, options, handler);
		} finally {
			this.current = outer;
			flight.arrived();
		}
	}
	/** undici made a Request. `known` is false when no dispatch that we wrap made it: a copy we did not see. */
	create(request, below) {
		const current = this.current;
		const known = current !== void 0 && !current.created;
		const flight = known ? current : this.stranger(request, below);
		flight.create();
		flight.upgrade = request.method === "CONNECT" || Boolean(request.upgrade);
		this.byRequest.set(request, flight);
		return { known };
	}
	/** A request of a copy whose dispatch we do not see: it is followed from here on. */
	stranger(request, below) {
		const departure = {
			origin: request.origin,
			path: request.path,
			method: request.method
		};
		return new Flight(this.ledger, this.caller(departure, below), departure, symbolValue(request, "handler"));
	}
	flightOf(request) {
		return this.byRequest.get(request);
	}
	enter(flight, dispatcher, handler) {
		if (flight.through(dispatcher, handler) && typeof handler === "object" && handler !== null) this.byHandler.set(handler, flight);
	}
	/** A request that comes back out of a pool's queue. */
	resumed(handler) {
		const flight = this.byHandler.get(handler);
		return flight !== void 0 && !flight.created && !flight.ended ? flight : void 0;
	}
	depart(departure, handler, below) {
		const caller = this.byHandler.get(handler)?.caller ?? this.caller(departure, below);
		return new Flight(this.ledger, caller, departure, handler);
	}
	caller(departure, below) {
		const fetching = this.fetching;
		this.fetching = void 0;
		if (fetching !== void 0) return fetching;
		return this.redirects.take(departure) ?? {
			client: "undici",
			site: this.capture(below, FRAMES)
		};
	}
	capture(below, frames) {
		return this.ledger.wantsSites ? captureStack(below, frames) : void 0;
	}
};
function departureOf(dispatcher, options) {
	const { path, method, origin = symbolValue(dispatcher, "url") } = options ?? {};
	return {
		path,
		method,
		origin
	};
}
//#endregion
//#region packages/node/src/sources/undici/global-fetch.ts
/**
* Stands before the global fetch, so that call sites are captured where only
* the application is on the stack. A Proxy keeps name, length and all else of
* fetch; promise and values are fetch's own.
*/
function wrapFetch(desk, onLoaded) {
	const original = globalThis.fetch;
	if (typeof original !== "function") return () => void 0;
	let loaded = false;
	let watching = true;
	const apply = (target, self, args) => {
		if (!watching) return Reflect.apply(target, self, args);
		if (!loaded) {
			loaded = true;
			onLoaded();
		}
		return desk.fetch(handler.apply, () => Reflect.apply(target, self, args));
	};
	const handler = { apply };
	const wrapped = new Proxy(original, handler);
	globalThis.fetch = wrapped;
	return () => {
		watching = false;
		if (globalThis.fetch === wrapped) globalThis.fetch = original;
	};
}
//#endregion
//#region packages/node/src/sources/undici/source.ts
/** Global fetch, and every copy of undici from npm. */
const undiciSource = {
	name: "undici",
	start(ledger) {
		const desk = new Desk(ledger);
		const copies = new Copies(desk);
		const stops = [
			listen(desk, () => copies.hookGlobal()),
			copies.hookModules(),
			wrapFetch(desk, () => {
				loadOwnUndici();
				copies.hookGlobal();
			}),
			() => copies.unhook()
		];
		copies.hookGlobal();
		return () => {
			for (const stop of stops.toReversed()) stop();
		};
	}
};
/** Node.js loads its undici when one of its globals is first used; fetch is about to be. */
function loadOwnUndici() {
	globalThis.Headers;
}
//#endregion
//#region packages/node/src/sources/index.ts
/** Every library that is watched. A new source is one line here. */
const SOURCES = [undiciSource, httpSource];
//#endregion
//#region packages/node/src/ledger/entry.ts
/** One exchange in the ledger: what is known of it, and where it stands. Times are of the monotonic clock, in milliseconds. */
var Entry = class {
	client;
	origin;
	method;
	path;
	hold;
	beganAt;
	/** The captured stack; it keeps the receivers of its frames alive, so whoever formats it sets it undefined. */
	site;
	state = "queued";
	headersAt;
	status;
	hasBody = true;
	ending;
	/** Set by whoever gives the exchange up on purpose, so that its end is told as such. */
	reclaiming = false;
	/** Its worst state so far, which outlives its end. */
	worst;
	constructor(id, beginning, keeper) {
		this.id = id;
		this.keeper = keeper;
		this.client = beginning.client;
		this.origin = beginning.origin;
		this.method = beginning.method;
		this.path = beginning.path;
		this.hold = beginning.hold;
		this.site = beginning.site;
		this.beganAt = keeper.now();
	}
	sent() {
		if (this.state === "queued") this.state = "waiting";
	}
	headers(status, hasBody) {
		if (status < 200 || this.state !== "queued" && this.state !== "waiting") return;
		this.state = "open";
		this.status = status;
		this.hasBody = hasBody;
		this.headersAt = this.keeper.now();
	}
	ended(how) {
		if (this.state === "returned") return;
		this.state = "returned";
		this.ending = this.reclaiming ? "reclaimed" : how;
		if (how === "collected") this.worst = "confirmed";
		this.keeper.closed(this);
	}
	accuse(state) {
		if (this.state === "returned") return;
		this.state = state;
		this.worst = state;
	}
	/** Somebody reads again: the accusation falls. */
	acquit() {
		if (this.state !== "suspect" && this.state !== "confirmed") return;
		this.state = "open";
	}
	/** Whether it has a connection or stream. */
	get leases() {
		return this.state !== "queued" && this.state !== "returned";
	}
};
//#endregion
//#region packages/node/src/ledger/ledger.ts
/** The exchanges in progress. Bounded: beyond `maxExchanges` it only counts. */
var ExchangeLedger = class {
	now;
	/** Exchanges that came while the ledger was full, and are not followed. */
	untracked = 0;
	open = /* @__PURE__ */ new Set();
	watchers = /* @__PURE__ */ new Set();
	max;
	sites;
	sitesLeft;
	lastId = 0;
	constructor(options) {
		this.now = options.now;
		this.sites = options.sites;
		this.sitesLeft = options.sites;
		this.max = options.maxExchanges;
	}
	get wantsSites() {
		return this.sitesLeft > 0;
	}
	/** Allows the next stacks to be captured. */
	refill() {
		this.sitesLeft = this.sites;
	}
	get wantsBodies() {
		for (const watcher of this.watchers) if (watcher.bodies === true) return true;
		return false;
	}
	begin(beginning) {
		if (this.open.size >= this.max) {
			this.untracked += 1;
			return UNTRACKED;
		}
		this.lastId += 1;
		const entry = new Entry(this.lastId, beginning, this);
		this.open.add(entry);
		if (beginning.site !== void 0) this.sitesLeft -= 1;
		for (const watcher of this.watchers) watcher.began?.(entry);
		return entry;
	}
	closed(entry) {
		this.open.delete(entry);
		for (const watcher of this.watchers) watcher.ended?.(entry);
		entry.site = void 0;
	}
	/** Exchanges in progress, oldest first. Safe to end entries while iterating. */
	entries() {
		return this.open;
	}
	get size() {
		return this.open.size;
	}
	watch(watcher) {
		this.watchers.add(watcher);
		return () => this.watchers.delete(watcher);
	}
	/** Forgets everything: the sources no longer tell how it goes on. */
	clear() {
		this.open.clear();
		this.watchers.clear();
	}
};
/** Stands for every exchange that the full ledger does not follow. */
const UNTRACKED = {
	id: 0,
	state: "returned",
	sent: () => void 0,
	headers: () => void 0,
	ended: () => void 0
};
//#endregion
//#region packages/node/src/tracker/events.ts
const CHANNELS = {
	suspect: (0, node_diagnostics_channel.channel)("halfopen:response:suspect"),
	confirmed: (0, node_diagnostics_channel.channel)("halfopen:response:confirmed"),
	returned: (0, node_diagnostics_channel.channel)("halfopen:response:returned"),
	reclaimed: (0, node_diagnostics_channel.channel)("halfopen:response:reclaimed")
};
/** The same facts, typed for one listener and public for all. */
var Announcer = class {
	emitter = new node_events.EventEmitter();
	tell(event, held) {
		CHANNELS[event].publish(held);
		try {
			this.emitter.emit(event, held);
		} catch (error) {
			process.nextTick(() => {
				throw error;
			});
		}
	}
};
//#endregion
//#region packages/node/src/tracker/held.ts
function heldOf(entry, around) {
	const { id, client, origin, method, path, status, state, ending, hold } = entry;
	const { now, unreadMs, site, stall, waiting, leased, max } = around;
	return {
		id,
		client,
		origin,
		method,
		path,
		status,
		state,
		ending,
		ageMs: now - entry.beganAt,
		unreadMs,
		bufferedBytes: hold.bufferedBytes(),
		stall,
		site,
		waiting,
		pool: {
			leased,
			max
		},
		connection: hold.connection()
	};
}
//#endregion
//#region packages/node/src/tracker/pools.ts
/** Groups exchanges by pool, in the order in which their oldest began. */
function groupByPool(entries) {
	const groups = /* @__PURE__ */ new Map();
	for (const entry of entries) {
		const pool = entry.hold.pool?.();
		const key = `${pool?.id ?? ""} ${entry.origin}`;
		let found = groups.get(key);
		if (found === void 0) {
			const [holders, waiters] = [[], []];
			found = {
				group: {
					origin: entry.origin,
					id: pool?.id,
					max: pool?.max(),
					available: pool?.available(),
					holders,
					waiters
				},
				holders,
				waiters
			};
			groups.set(key, found);
		}
		(entry.leases ? found.holders : found.waiters).push(entry);
	}
	return [...groups.values()].map(({ group }) => group);
}
/** The limit is reached, others wait, and nobody reads any of what is leased: nothing can go on by itself. */
function isStarved({ max, holders, waiters }) {
	if (max === void 0 || waiters.length === 0 || holders.length < max) return false;
	return holders.every(({ state }) => state === "suspect" || state === "confirmed");
}
//#endregion
//#region packages/node/src/tracker/progress.ts
/** Whoever has begun to read gets this many times the patience: slow work between two reads is no leak. */
const READER_PATIENCE = 3;
/** Follows, look by look, whether anybody reads. Remembers nothing of exchanges that are gone. */
var Progress = class {
	looks = /* @__PURE__ */ new WeakMap();
	/** @param everyMs the time between two looks, in milliseconds. */
	constructor(everyMs) {
		this.everyMs = everyMs;
	}
	/** Takes a look. */
	look(entry, now) {
		const before = this.looks.get(entry);
		const bytesRead = entry.hold.bytesRead();
		const buffered = entry.hold.bufferedBytes();
		const stands = before !== void 0 && before.bytesRead === bytesRead && before.buffered === buffered;
		const unread = before !== void 0 && isUnread(entry, stands ? buffered : 0);
		const passed = before === void 0 ? 0 : Math.min(now - before.at, 2 * this.everyMs);
		this.looks.set(entry, {
			at: now,
			bytesRead,
			buffered,
			unreadMs: unread ? before.unreadMs + passed : 0
		});
	}
	unreadMs(entry) {
		return this.looks.get(entry)?.unreadMs ?? 0;
	}
	/** Whether nobody has read for longer than is allowed. */
	isStuck(entry, allowedMs) {
		const patience = entry.hold.isConsumed() === true ? READER_PATIENCE : 1;
		return this.unreadMs(entry) >= allowedMs * patience;
	}
};
/**
* Bytes wait and none of them moves, or nothing that could read has ever
* touched the body; then more may even come, until the buffers are full.
*/
function isUnread(entry, standingBytes) {
	return (standingBytes ?? 0) > 0 || entry.hold.isConsumed() === false;
}
//#endregion
//#region packages/node/src/tracker/reclaim.ts
/**
* Takes connections back in a pool where nothing can go on by itself: the
* oldest first, and only as many as others wait for. A response whose owner was
* garbage-collected needs none of this: undici has closed its connection by then.
*/
function reclaim({ holders, waiters }, limits) {
	const underway = holders.filter(({ reclaiming }) => reclaiming).length;
	const free = holders.filter(({ reclaiming, state }) => !reclaiming && state === "confirmed");
	for (const entry of free.slice(0, Math.max(0, waiters.length - underway))) {
		entry.reclaiming = true;
		entry.hold.drain(limits).catch(() => entry.hold.destroy());
	}
}
//#endregion
//#region packages/node/src/tracker/sites.ts
/** The call sites of exchanges that lasted long enough to be worth formatting. */
var Sites = class {
	known = /* @__PURE__ */ new WeakMap();
	/** The call site of an exchange; formats its stack on first use, and lets the capture go. */
	of(entry) {
		const captured = entry.site;
		if (captured !== void 0) {
			entry.site = void 0;
			const site = readSite(captured);
			if (site !== void 0) this.known.set(entry, site);
		}
		return this.known.get(entry);
	}
};
//#endregion
//#region packages/node/src/tracker/dead-paths.ts
/**
* Local ports of connections to which the peer's kernel no longer answers: on
* Linux, those that retransmit, or whose keep-alive probes go unanswered, for
* the second time and more. Elsewhere nobody can tell: empty.
*
* Fields: Documentation/networking/proc_net_tcp.rst.
*/
function deadLocalPorts() {
	return deadIn(["/proc/self/net/tcp", "/proc/self/net/tcp6"].flatMap(readLines));
}
/** The same from the lines of the table, without its heading. */
function deadIn(lines) {
	const ports = /* @__PURE__ */ new Set();
	for (const line of lines) addDead(ports, line);
	return ports;
}
function readLines(file) {
	try {
		return (0, node_fs.readFileSync)(file, "latin1").split("\n").slice(1);
	} catch {
		return [];
	}
}
const RETRANSMIT = 1;
const KEEP_ALIVE = 2;
const MIN_UNANSWERED = 2;
function addDead(ports, line) {
	const [, local, , , , timer, retransmits, , probes] = line.trim().split(/\s+/);
	if (local === void 0 || timer === void 0) return;
	const kind = Number.parseInt(timer, 16);
	if ((kind === RETRANSMIT ? Number.parseInt(retransmits ?? "0", 16) : kind === KEEP_ALIVE ? Number(probes) : 0) >= MIN_UNANSWERED) ports.add(Number.parseInt(local.slice(local.lastIndexOf(":") + 1), 16));
}
//#endregion
//#region packages/node/src/tracker/snapshot.ts
function poolSnapshots(entries, now) {
	return groupByPool(entries).map((group) => poolSnapshot(group, now));
}
function poolSnapshot({ origin, max, available, holders, waiters }, now) {
	const began = [...holders, ...waiters].reduce((oldest, entry) => Math.min(oldest, entry.beganAt), now);
	const unread = holders.filter(({ state }) => state === "suspect" || state === "confirmed").length;
	return {
		origin,
		leased: holders.length,
		available,
		pending: waiters.length,
		max,
		unread,
		oldestMs: now - began
	};
}
/** Finds who keeps an exchange from going on. It reads the kernel's table once, and only when somebody is silent. */
var StallJudge = class {
	dead;
	judge(entry, unreadMs) {
		if (unreadMs > 0) return "application does not read";
		if (entry.state !== "waiting" && entry.state !== "open") return void 0;
		if ((entry.hold.bufferedBytes() ?? 0) > 0) return void 0;
		this.dead ??= deadLocalPorts();
		const local = entry.hold.connection()?.local;
		const port = local === void 0 ? void 0 : Number(local.slice(local.lastIndexOf(":") + 1));
		return port !== void 0 && this.dead.has(port) ? "path dead" : "server silent";
	}
};
//#endregion
//#region packages/node/src/tracker/sweep.ts
/** Looks at every exchange: ends the lost, acquits those that go on, accuses those that do not. */
function sweep(ledger, progress, suspectAfterMs) {
	const now = ledger.now();
	const suspects = [];
	for (const entry of ledger.entries()) {
		endLost(entry);
		if (holdsBody(entry) && examine(entry, progress, {
			now,
			suspectAfterMs
		})) suspects.push(entry);
	}
	return {
		suspects,
		...confirm(ledger, suspects.length > 0 || hasAccused(ledger))
	};
}
function endLost(entry) {
	if (entry.hold.isLost?.() === true) entry.ended("failed");
}
function holdsBody(entry) {
	return entry.hasBody && entry.leases && entry.state !== "waiting";
}
/** True when it has just become suspect. */
function examine(entry, progress, { now, suspectAfterMs }) {
	progress.look(entry, now);
	if (entry.state !== "open") {
		if (progress.unreadMs(entry) === 0) entry.acquit();
		return false;
	}
	if (!progress.isStuck(entry, suspectAfterMs)) return false;
	entry.accuse("suspect");
	return true;
}
function hasAccused(ledger) {
	for (const { state } of ledger.entries()) if (state === "suspect" || state === "confirmed") return true;
	return false;
}
/** Grouping costs; without a suspect there is nothing to confirm. */
function confirm(ledger, needed) {
	if (!needed) return {
		confirmed: [],
		starved: [],
		groups: /* @__PURE__ */ new Map()
	};
	const all = groupByPool(ledger.entries());
	const starved = all.filter(isStarved);
	const confirmed = starved.flatMap(({ holders }) => holders).filter(({ state }) => state === "suspect");
	for (const entry of confirmed) entry.accuse("confirmed");
	return {
		confirmed,
		starved,
		groups: new Map(all.flatMap((group) => group.holders.map((entry) => [entry, group])))
	};
}
//#endregion
//#region packages/node/src/tracker/block.ts
/** The text for a terminal: several lines, the last one ended. `cwd`: paths below it are written relative to it. */
function blockText({ state, held }, cwd) {
	const first = held[0];
	if (first === void 0) return "";
	const lines = [
		["opened by", siteText(first.site, cwd)],
		["held", heldText(held)],
		["behind it", waitingText(first)],
		["stalled by", stallText(first)],
		["remedy", remedyText(first)]
	].filter(([, text]) => text !== "").map(([name, text]) => `  ${name.padEnd(10)}  ${text}\n`);
	return `halfopen: ${headline(state, held, first)}\n${lines.join("")}`;
}
function headline(state, held, first) {
	const what = held.length === 1 ? "a response is held unread" : `${held.length} responses are held unread`;
	return `${state}: ${first.ending === "collected" ? "a response was dropped unread" : what}: ${requestText(first)}`;
}
function requestText({ method, origin, path, status }) {
	return `${method} ${origin}${path} (${status ?? "no status"})`;
}
/** `loadUser (src/users.js:12:20), through ky`. */
function siteText(site, cwd) {
	if (site === void 0) return "unknown: more requests came than call sites are captured, or no code of yours made it";
	const place = `${cwd !== "" && site.file.startsWith(`${cwd}/`) ? site.file.slice(cwd.length + 1) : site.file}:${site.line}:${site.column}`;
	return `${site.functionName === void 0 ? place : `${site.functionName} (${place})`}${site.package === void 0 ? "" : `, in package ${site.package}`}${site.via === void 0 ? "" : `, through ${site.via}`}`;
}
function heldText(held) {
	if (held[0]?.ending === "collected") return "its connection until the garbage collector came by; then the connection was closed";
	const oldest = Math.max(...held.map(({ ageMs }) => ageMs));
	const bytes = held.reduce((sum, { bufferedBytes }) => sum + (bufferedBytes ?? 0), 0);
	return `${held.length === 1 ? "1 connection" : `${held.length} connections`} for ${formatDuration(oldest)}, ${bytesText(bytes)} waiting to be read`;
}
/** `64 KiB`. */
function bytesText(bytes) {
	if (bytes < 1024) return `${bytes} B`;
	return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
function waitingText({ waiting, pool, ending }) {
	if (ending !== void 0 || waiting === 0 && pool.max === void 0) return "";
	const of = pool.max === void 0 ? `${pool.leased} leased` : `${pool.leased} of ${pool.max} leased`;
	return `${waiting === 0 ? "nobody yet" : waiting === 1 ? "1 request waits" : `${waiting} requests wait`} for a connection of this pool (${of})`;
}
function stallText({ stall }) {
	switch (stall) {
		case "application does not read": return "this application: the bytes are here, nobody reads them";
		case "server silent": return "the server: it sends nothing";
		case "path dead": return "the path: the peer no longer answers";
		case void 0: return "";
	}
}
function remedyText({ client }) {
	switch (client) {
		case "fetch": return "read it (await response.text()) or let it go (await response.body?.cancel()), for error statuses too";
		case "undici": return "read it (await body.text()) or let it go (await body.dump()), for error statuses too";
		case "http": return "read it or let it go (response.resume()), for error statuses too";
		case "http2": return "read it or let it go (stream.close()), for error statuses too";
	}
}
/** One line: the responses of a call site that was reported are all gone. */
function returnedText(last, cwd) {
	const by = last.site === void 0 ? "" : `, opened by ${siteText(last.site, cwd)}`;
	return `halfopen: returned: ${requestText(last)} after ${formatDuration(last.ageMs)} (${last.ending})${by}\n`;
}
//#endregion
//#region packages/node/src/tracker/warner.ts
const MAX_SITES = 1e3;
/** Says each thing once for each call site: suspect, confirmed, and all returned. */
var Warner = class {
	told = /* @__PURE__ */ new Map();
	constructor(options) {
		this.options = options;
	}
	/** Responses that came into this state in one look. */
	accuse(state, responses) {
		for (const held of bySite(responses)) {
			const told = this.toldOf(held);
			for (const { id, ending } of held) if (ending === void 0) told.held.add(id);
			if (told[state]) continue;
			told[state] = true;
			told.suspect = true;
			this.options.write(blockText({
				state,
				held
			}, this.options.cwd));
		}
	}
	/** A response that was accused has ended. Silent when it was dropped: that block said so. */
	returned(response) {
		const told = this.told.get(keyOf(response));
		if (told === void 0 || !told.held.delete(response.id) || told.held.size > 0) return;
		this.told.delete(keyOf(response));
		this.options.write(returnedText(response, this.options.cwd));
	}
	toldOf([first]) {
		const key = first === void 0 ? "" : keyOf(first);
		const known = this.told.get(key);
		if (known !== void 0) return known;
		if (this.told.size >= MAX_SITES) this.told.clear();
		const fresh = {
			suspect: false,
			confirmed: false,
			held: /* @__PURE__ */ new Set()
		};
		this.told.set(key, fresh);
		return fresh;
	}
};
function bySite(responses) {
	const groups = /* @__PURE__ */ new Map();
	for (const response of responses) {
		const key = keyOf(response);
		const group = groups.get(key);
		if (group === void 0) groups.set(key, [response]);
		else group.push(response);
	}
	return groups.values();
}
/** One call site and one origin; without a call site, one path. */
function keyOf({ site, origin, path, client }) {
	return site === void 0 ? `${client} ${origin}${path}` : `${site.file}:${site.line}:${site.column} ${origin}`;
}
//#endregion
//#region packages/node/src/tracker/tracker.ts
/** Looks this often, or four times within the time allowed. */
const MAX_INTERVAL_MS = 1e3;
/** Stacks formatted in one look, so that a look stays short; the others follow in the next. */
const SITES_PER_LOOK = 500;
/** Follows every exchange of the process, from the moment it is made to `stop()`. */
var Tracker = class {
	mode;
	ledger;
	announcer = new Announcer();
	sites = new Sites();
	progress;
	warner;
	timer;
	stops;
	constructor(settings, sources) {
		this.settings = settings;
		const { now, callSitesPerSecond, maxExchanges, suspectAfterMs, write } = settings;
		this.mode = settings.mode;
		const everyMs = Math.min(MAX_INTERVAL_MS, suspectAfterMs / 4);
		const sites = Math.ceil(callSitesPerSecond * everyMs / 1e3);
		this.ledger = new ExchangeLedger({
			now,
			sites,
			maxExchanges
		});
		this.progress = new Progress(everyMs);
		this.warner = new Warner({
			write,
			cwd: process.cwd()
		});
		this.ledger.watch({ ended: (entry) => this.ended(entry) });
		this.stops = sources.map((source) => source.start(this.ledger));
		this.timer = setInterval(() => this.look(), everyMs).unref();
	}
	/** `suspect`, `confirmed`, `returned`, `reclaimed`. */
	get events() {
		return this.announcer.emitter;
	}
	/** Pools and everything they lease, at this moment. */
	snapshot() {
		const entries = [...this.ledger.entries()];
		const now = this.ledger.now();
		return {
			schema: "halfopen.tracker/1",
			at: (/* @__PURE__ */ new Date()).toISOString(),
			pools: poolSnapshots(entries, now),
			held: this.describe(entries.filter(({ leases }) => leases), groupsOf(entries)),
			untracked: this.ledger.untracked
		};
	}
	/** Tells of every exchange as it begins and ends; for tests and metrics. Returns what stops it. */
	watch(watcher) {
		return this.ledger.watch(watcher);
	}
	/** One exchange in plain values. */
	describeEntry(entry) {
		return this.describe([entry], groupsOf(this.ledger.entries()))[0];
	}
	/** Takes every hook away and forgets. */
	stop() {
		clearInterval(this.timer);
		for (const stop of this.stops.toReversed()) stop();
		this.ledger.clear();
		this.announcer.emitter.removeAllListeners();
	}
	look() {
		this.formatSites();
		this.ledger.refill();
		const findings = sweep(this.ledger, this.progress, this.settings.suspectAfterMs);
		this.tell("suspect", findings.suspects, findings);
		this.tell("confirmed", findings.confirmed, findings);
		if (this.mode !== "observe") this.warn(findings);
		if (this.mode === "reclaim") this.reclaim(findings);
	}
	/** Captured stacks keep receivers alive: whatever lasts until a look gives them up here. */
	formatSites() {
		let left = SITES_PER_LOOK;
		for (const entry of this.ledger.entries()) {
			if (entry.site === void 0) continue;
			this.sites.of(entry);
			left -= 1;
			if (left === 0) return;
		}
	}
	tell(state, entries, { groups }) {
		if (entries.length === 0) return;
		const held = this.describe(entries, groups);
		for (const response of held) this.announcer.tell(state, response);
	}
	/** What is confirmed in the look in which it became suspect is said once. */
	warn({ suspects, confirmed, groups }) {
		this.warner.accuse("confirmed", this.describe(confirmed, groups));
		this.warner.accuse("suspect", this.describe(suspects.filter(({ state }) => state === "suspect"), groups));
	}
	reclaim({ starved }) {
		const { drainBytes: bytes, drainMs: ms } = this.settings;
		for (const group of starved) reclaim(group, {
			bytes,
			ms
		});
	}
	ended(entry) {
		if (entry.worst === void 0) return;
		const [held] = this.describe([entry], /* @__PURE__ */ new Map());
		if (held === void 0) return;
		if (entry.ending === "collected") this.dropped(held);
		if (entry.ending === "reclaimed") this.announcer.tell("reclaimed", held);
		this.announcer.tell("returned", held);
		if (this.mode !== "observe") this.warner.returned(held);
	}
	/** Its Response was garbage-collected unread: a leak, even when nobody had noticed yet. */
	dropped(held) {
		this.announcer.tell("confirmed", held);
		if (this.mode !== "observe") this.warner.accuse("confirmed", [held]);
	}
	describe(entries, groups) {
		const judge = new StallJudge();
		const now = this.ledger.now();
		return entries.map((entry) => {
			const group = groups.get(entry);
			const unreadMs = this.progress.unreadMs(entry);
			const around = {
				waiting: group?.waiters.length ?? 0,
				leased: group?.holders.length ?? 0,
				max: group?.max
			};
			const stall = entry.state === "returned" ? void 0 : judge.judge(entry, unreadMs);
			return heldOf(entry, {
				now,
				unreadMs,
				site: this.sites.of(entry),
				stall,
				...around
			});
		});
	}
};
function groupsOf(entries) {
	return new Map(groupByPool(entries).flatMap((group) => group.holders.map((entry) => [entry, group])));
}
//#endregion
//#region packages/node/src/tracker/process.ts
/** The one tracker of this process (of this worker thread), shared by all copies of this package in it. */
const KEY = Symbol.for("@halfopen/node/tracker");
/**
* Starts the tracker, or joins the one that runs already: then its options
* stay as they are, as when the program was started with `@halfopen/node/register`.
*
* @throws HalfopenError HO_OPTION or HO_TRACKER_MODE, for options out of range.
*/
function startTracker(options = {}) {
	const settings = settingsOf(options);
	const running = current() ?? install({
		tracker: new Tracker(settings, SOURCES),
		users: 0
	});
	running.users += 1;
	return handleOf(running);
}
function handleOf(running) {
	const { tracker } = running;
	let stopped = false;
	const stop = () => {
		if (stopped) return;
		stopped = true;
		running.users -= 1;
		if (running.users > 0) return;
		install(void 0);
		tracker.stop();
	};
	return {
		mode: tracker.mode,
		events: tracker.events,
		snapshot: () => tracker.snapshot(),
		watch: (watcher) => tracker.watch(watcher),
		describeEntry: (entry) => tracker.describeEntry(entry),
		stop,
		[Symbol.dispose]: stop
	};
}
function current() {
	return globalThis[KEY];
}
function install(running) {
	Object.defineProperty(globalThis, KEY, {
		value: running,
		configurable: true,
		enumerable: false,
		writable: true
	});
	return running;
}
//#endregion
//#region packages/node/src/register.ts
startTracker(optionsFromEnvironment(process.env));
//#endregion
