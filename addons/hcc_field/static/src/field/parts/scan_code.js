import {Component, onWillUnmount, useRef, useState} from "@odoo/owl";
import {_t} from "@hcc_field/field/core/words";

const PAUSE = 250;
const LONGEST = 60_000;

/**
 * Whether this browser reads codes with its camera; where not, people type.
 *
 * @returns {boolean}
 */
export function canScan() {
    return "BarcodeDetector" in window && Boolean(navigator.mediaDevices?.getUserMedia);
}

/**
 * A button that opens the camera and gives back the text of the first QR code or
 * barcode it sees. The pictures stay in this component: nothing is kept or sent.
 *
 * Shows nothing where the browser cannot; a field for typing is always beside it.
 */
export class ScanCode extends Component {
    static template = "hcc_field.ScanCode";
    static props = {
        label: {type: String, optional: true},
        formats: {type: Array, optional: true},
        onCode: Function,
    };

    setup() {
        this.state = useState({isOpen: false, problem: ""});
        this.video = useRef("video");
        this.isOffered = canScan();
        onWillUnmount(() => this.close());
    }

    get label() {
        return this.props.label || _t("Scan with the camera");
    }

    async open() {
        this.state.problem = "";
        this.state.isOpen = true;
        try {
            this.detector = await this.makeDetector();
            const stream = await navigator.mediaDevices.getUserMedia({
                video: {facingMode: "environment"},
                audio: false,
            });
            if (!this.state.isOpen || !this.video.el) {
                // closed while the browser was asking
                stopCamera(stream);
                return;
            }
            this.stream = stream;
            this.video.el.srcObject = stream;
            await this.video.el.play();
        } catch {
            this.close();
            this.state.problem = _t("The camera cannot be used. Please type the code.");
            return;
        }
        this.until = Date.now() + LONGEST;
        this.look();
    }

    async makeDetector() {
        const wanted = this.props.formats;
        if (!wanted) {
            return new window.BarcodeDetector();
        }
        const known = await window.BarcodeDetector.getSupportedFormats();
        const formats = wanted.filter((format) => known.includes(format));
        return new window.BarcodeDetector(formats.length ? {formats} : {});
    }

    async look() {
        if (!this.stream || !this.video.el) {
            return;
        }
        let found = [];
        try {
            found = await this.detector.detect(this.video.el);
        } catch {
            // a picture that is not there yet: the next one will be
        }
        if (!this.stream) {
            return;
        }
        const text = found[0]?.rawValue.trim();
        if (text) {
            this.close();
            this.props.onCode(text);
        } else if (Date.now() > this.until) {
            this.close();
            this.state.problem = _t("No code was seen. Please type it.");
        } else {
            this.timer = setTimeout(() => this.look(), PAUSE);
        }
    }

    close() {
        clearTimeout(this.timer);
        stopCamera(this.stream);
        this.stream = null;
        this.state.isOpen = false;
    }
}

function stopCamera(stream) {
    for (const track of stream?.getTracks() || []) {
        track.stop();
    }
}
