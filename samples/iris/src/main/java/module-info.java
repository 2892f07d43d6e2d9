/** Flowers told apart by LBFGS. */
module dev.sinter.samples.iris {
    requires static transitive org.jspecify;
    requires transitive dev.sinter.frontend;
    requires transitive dev.sinter.types;
    requires transitive dev.sinter.runtime;

    exports dev.sinter.samples.iris;
}
