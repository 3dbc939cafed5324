// In the page itself, before anything is loaded: a browser that keeps visits shows the
// field for the PIN at once, and only when that was painted the page's own lines are
// fetched. What is typed meanwhile counts, see core/main.js.
(function () {
    if (/hcc_field=1/.test(document.cookie)) {
        document.documentElement.classList.add("f-kept");
    }
    function load() {
        if (!load.done) {
            load.done = true;
            const script = document.createElement("script");
            script.src = document.getElementById("f-bundle").href;
            document.head.append(script);
        }
    }
    requestAnimationFrame(() => setTimeout(load));
    // a page in the background paints nothing
    setTimeout(load, 300);
})();
