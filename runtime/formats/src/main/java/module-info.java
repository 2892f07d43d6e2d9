/** Other projects' files of weights; optional. */
module dev.sinter.runtime.formats {
    requires static transitive org.jspecify;
    requires transitive dev.sinter.runtime;
    requires transitive dev.sinter.types;

    requires static io.jhdf;

    exports dev.sinter.runtime.formats.hdf5;
    exports dev.sinter.runtime.formats.pytorch;

    provides dev.sinter.runtime.io.ForeignFormat with dev.sinter.runtime.formats.hdf5.Hdf5Format,
            dev.sinter.runtime.formats.pytorch.PyTorchFormat;
}
