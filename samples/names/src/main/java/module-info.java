/** Names, letter by letter, by a recurrent network. */
module dev.sinter.samples.names {
    requires static transitive org.jspecify;
    requires transitive dev.sinter.frontend;
    requires transitive dev.sinter.types;
    requires transitive dev.sinter.runtime;

    exports dev.sinter.samples.names;
}
