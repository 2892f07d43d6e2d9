package dev.sinter.runtime.formats.hdf5;

import java.io.IOException;

/** Loads jHDF without the lines that its logging prints where a program has no logger for it. */
final class Quiet {
    private static final String VERBOSITY = "slf4j.internal.verbosity";
    private static boolean isLoaded;

    private Quiet() {}

    static synchronized void load() throws IOException {
        if (isLoaded) {
            return;
        }
        String before = System.getProperty(VERBOSITY);
        try {
            if (before == null) {
                System.setProperty(VERBOSITY, "ERROR");
            }
            Class.forName("io.jhdf.HdfFile");
            isLoaded = true;
        } catch (ClassNotFoundException | LinkageError e) {
            throw new IOException(
                    "HDF5 files need the library io.jhdf:jhdf, which is not on the class path or module path", e);
        } finally {
            if (before == null) {
                System.clearProperty(VERBOSITY);
            }
        }
    }
}
