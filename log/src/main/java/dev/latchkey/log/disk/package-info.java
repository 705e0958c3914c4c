/** The disk as an interface, and its implementation on a directory of the file system. */
@NullMarked
package dev.latchkey.log.disk;

import org.jspecify.annotations.NullMarked;
