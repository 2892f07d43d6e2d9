/** The CUDA driver behind a narrow interface; optional. */
module dev.sinter.runtime.cuda {
    requires static transitive org.jspecify;
    requires transitive dev.sinter.runtime;
    requires transitive dev.sinter.types;
    requires static jcuda;

    exports dev.sinter.runtime.cuda;
}
