/** What runs: programs, buffers, workers, weights. */
module dev.sinter.runtime {
    requires static transitive org.jspecify;
    requires transitive dev.sinter.types;

    exports dev.sinter.runtime;
    exports dev.sinter.runtime.io;
}
