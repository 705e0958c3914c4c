/** When sessions expire: their deadlines, by a monotonic clock, and what moves them. */
@NullMarked
package dev.latchkey.engine.session;

import org.jspecify.annotations.NullMarked;
