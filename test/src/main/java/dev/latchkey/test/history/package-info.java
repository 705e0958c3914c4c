/** The history of a test: what clients have requested and what the server has replied, to be checked for linearizability. */
@NullMarked
package dev.latchkey.test.history;

import org.jspecify.annotations.NullMarked;
