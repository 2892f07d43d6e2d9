/** Handwritten digits, in ordinary eager Java. */
module dev.sinter.samples.digits {
    requires static transitive org.jspecify;
    requires transitive dev.sinter.frontend;
    requires transitive dev.sinter.types;
    requires transitive dev.sinter.runtime;

    exports dev.sinter.samples.digits;
}
