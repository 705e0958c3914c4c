/** What the log promises, on a disk that forgets and on a real one. */
@NullMarked
package dev.latchkey.log;

import org.jspecify.annotations.NullMarked;
