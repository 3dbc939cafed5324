// Audits pages as Lighthouse does on a telephone, in one Chromium, one by one.
//
// Reads {"chromium", "flags", "pages": [{"name", "url", "cookies", "runs"}]} and
// writes a line of JSON for each page: scores, bytes and what was found wanting.
import lighthouse from "lighthouse";
import process from "node:process";
import puppeteer from "puppeteer-core";
import {text} from "node:stream/consumers";

const CATEGORIES = ["performance", "accessibility"];
const ENOUGH = 0.95;
const FLAGS = {
    onlyCategories: CATEGORIES,
    formFactor: "mobile",
    ignoreStatusCode: true,
    disableStorageReset: true,
    logLevel: "silent",
};

function median(numbers) {
    const sorted = [...numbers].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)];
}

async function audit(page, browser) {
    // A context of its own knows nothing of the pages before: a first visit.
    const context = await browser.createBrowserContext();
    try {
        await context.setCookie(...page.cookies);
        const tab = await context.newPage();
        return read(page, await lighthouse(page.url, FLAGS, undefined, tab));
    } finally {
        await context.close();
    }
}

function read(page, result) {
    const {categories, audits, runtimeError, finalDisplayedUrl} = result.lhr;
    if (runtimeError) {
        throw new Error(`${page.name}: ${runtimeError.message}`);
    }
    const wanting = categories.accessibility.auditRefs
        .filter(({id, weight}) => weight && audits[id].score === 0)
        .map(({id}) => id);
    return {
        performance: categories.performance.score,
        accessibility: categories.accessibility.score,
        bytes: audits["total-byte-weight"].numericValue,
        url: finalDisplayedUrl,
        wanting,
    };
}

async function measure(page, browser) {
    // A busy machine spoils single runs: below the mark, the median of three.
    const first = await audit(page, browser);
    if (first.performance >= ENOUGH && !(page.runs > 1)) {
        return {name: page.name, ...first};
    }
    const all = [first, await audit(page, browser), await audit(page, browser)];
    return {
        name: page.name,
        ...first,
        performance: median(all.map((one) => one.performance)),
        accessibility: Math.min(...all.map((one) => one.accessibility)),
        bytes: Math.max(...all.map((one) => one.bytes)),
    };
}

const job = JSON.parse(await text(process.stdin));
const browser = await puppeteer.launch({
    executablePath: job.chromium,
    args: job.flags,
});
try {
    for (const page of job.pages) {
        const found = await measure(page, browser);
        process.stdout.write(`${JSON.stringify(found)}\n`);
    }
} finally {
    await browser.close();
}
