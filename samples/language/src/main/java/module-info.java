/** A text, letter by letter, by a small transformer. */
module dev.sinter.samples.language {
    requires static transitive org.jspecify;
    requires transitive dev.sinter.frontend;
    requires transitive dev.sinter.types;
    requires transitive dev.sinter.runtime;

    exports dev.sinter.samples.language;
}
