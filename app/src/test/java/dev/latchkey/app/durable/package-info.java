/** The durable server under real faults: killed, stopped, on full, slow, failing, damaged and unusable disks. */
@NullMarked
package dev.latchkey.app.durable;

import org.jspecify.annotations.NullMarked;
