/** Time and randomness as interfaces, with one implementation each. */
module dev.latchkey.seams {
    requires static org.jspecify;

    exports dev.latchkey.seams;
}
