/** The durable server under real faults: killed, stopped, and on full, slow, failing, corrupted and unusable disks. */
@NullMarked
package dev.latchkey.app.durable;

import org.jspecify.annotations.NullMarked;
