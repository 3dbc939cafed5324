import {Component, onMounted, onWillUnmount, useRef, useState} from "@odoo/owl";

/** Pixels of the picture that is kept, whatever the screen. */
const [WIDTH, HEIGHT] = [600, 200];
const LINE = 3;
/** What the server takes, in letters of base64. */
const MOST = (50 * 1024 * 4) / 3;

/**
 * A field to sign in, with a finger, a pen or a mouse. Whoever cannot is confirmed by a
 * witness: this is no way for a keyboard, and says so.
 *
 * props.onDraw gets the PNG as base64, or "" when it was wiped off.
 */
export class SignaturePad extends Component {
    static template = "hcc_field.SignaturePad";
    static props = {label: String, onDraw: Function};

    setup() {
        this.canvas = useRef("canvas");
        this.state = useState({isDrawn: false});
        this.pen = null;
        this.length = 0;
        const begin = (event) => this.begin(event);
        const draw = (event) => this.draw(event);
        const end = () => this.end();
        const events = {
            pointerdown: begin,
            pointermove: draw,
            pointerup: end,
            pointercancel: end,
        };
        onMounted(() => {
            this.context = this.canvas.el.getContext("2d");
            for (const [name, listener] of Object.entries(events)) {
                this.canvas.el.addEventListener(name, listener);
            }
        });
        onWillUnmount(() => {
            for (const [name, listener] of Object.entries(events)) {
                this.canvas.el?.removeEventListener(name, listener);
            }
            // nobody signed for a text that is not there any more
            this.props.onDraw("");
        });
        this.size = {width: WIDTH, height: HEIGHT};
    }

    /** Where on the picture a finger is. */
    placeOf(event) {
        const box = this.canvas.el.getBoundingClientRect();
        return [
            ((event.clientX - box.left) * WIDTH) / box.width,
            ((event.clientY - box.top) * HEIGHT) / box.height,
        ];
    }

    begin(event) {
        // the page does not move under the finger
        event.preventDefault();
        this.canvas.el.setPointerCapture?.(event.pointerId);
        this.pen = this.placeOf(event);
    }

    draw(event) {
        if (!this.pen) {
            return;
        }
        const next = this.placeOf(event);
        const {context} = this;
        context.lineWidth = LINE;
        context.lineCap = "round";
        context.strokeStyle = "#000";
        context.beginPath();
        context.moveTo(...this.pen);
        context.lineTo(...next);
        context.stroke();
        this.length += Math.hypot(next[0] - this.pen[0], next[1] - this.pen[1]);
        this.pen = next;
    }

    end() {
        if (!this.pen) {
            return;
        }
        this.pen = null;
        // a tap by accident is no signature
        this.state.isDrawn = this.length > WIDTH / 20;
        this.props.onDraw(this.state.isDrawn ? this.read() : "");
    }

    read() {
        const png = this.canvas.el.toDataURL("image/png").split(",")[1] || "";
        return png.length <= MOST ? png : "";
    }

    wipe() {
        this.context.clearRect(0, 0, WIDTH, HEIGHT);
        this.length = 0;
        this.state.isDrawn = false;
        this.props.onDraw("");
    }
}
