/** Other projects' files of weights; optional. */
module dev.sinter.runtime.formats {
    requires static transitive org.jspecify;
    requires transitive dev.sinter.runtime;
    requires transitive dev.sinter.types;

    exports dev.sinter.runtime.formats.pytorch;

    provides dev.sinter.runtime.io.ForeignFormat with dev.sinter.runtime.formats.pytorch.PyTorchFormat;
}
