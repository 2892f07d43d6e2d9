package dev.sinter.runtime.cuda;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Loads CUDA's libraries and, after them, the parts of JCuda that need them; failures are {@link CudaException}s, each one sentence. */
public final class NativeLibraries {
    private static final String TEMPORARY = "java.io.tmpdir";

    private NativeLibraries() {}

    /** Loads a library for the rest of the process; later ones that need a library of its name are bound to it. */
    @SuppressWarnings("restricted")
    public static SymbolLookup load(Path library) {
        if (!isElf(library)) {
            throw new CudaException(
                    "CUDA is not available: " + library + " cannot be loaded (it is no shared library).");
        }
        try {
            return SymbolLookup.libraryLookup(library.toAbsolutePath(), Arena.global());
        } catch (IllegalArgumentException e) {
            throw new CudaException("CUDA is not available: " + library + " cannot be loaded (" + firstLine(e)
                    + "). It may be for another kind of processor.");
        } catch (IllegalCallerException e) {
            throw new CudaException(
                    "CUDA is not available: native access is denied to this module. Start Java with --enable-native-access="
                            + moduleName() + ".");
        }
    }

    /** The JVM would try other things with it, warning on standard error. */
    private static boolean isElf(Path library) {
        try (InputStream file = Files.newInputStream(library)) {
            return Arrays.equals(file.readNBytes(4), new byte[]{0x7f, 'E', 'L', 'F'});
        } catch (IOException unreadable) {
            return false;
        }
    }

    private static String moduleName() {
        String name = NativeLibraries.class.getModule().getName();
        return name == null ? "ALL-UNNAMED" : name;
    }

    /**
     * Initialises a class of JCuda, which loads its native half. JCuda unpacks that to a fixed name in the temporary folder, and would use
     * whatever file it finds there; so it is shown a new, private folder.
     */
    public static synchronized void initialize(String jcudaClass) {
        String before = System.getProperty(TEMPORARY);
        Path folder = null;
        try {
            folder = Files.createTempDirectory("sinter-jcuda");
            System.setProperty(TEMPORARY, folder.toString());
            Class.forName(jcudaClass);
        } catch (ClassNotFoundException e) {
            throw new CudaException(
                    "CUDA is not available: JCuda is not on the class path. Add org.jcuda:jcuda:12.6.0 and"
                            + " org.jcuda:jcuda-natives:12.6.0 with the classifier of this machine (linux-x86_64).");
        } catch (LinkageError e) {
            throw new CudaException("CUDA is not available: JCuda's native library cannot be loaded (" + firstLine(e)
                    + "). Add org.jcuda:jcuda-natives:12.6.0 with the classifier of this machine (linux-x86_64) to the class path.");
        } catch (IOException e) {
            throw new CudaException("CUDA is not available: JCuda's native library cannot be unpacked below " + before
                    + " (" + e.getMessage() + ").");
        } finally {
            if (before != null) {
                System.setProperty(TEMPORARY, before);
            }
            delete(folder);
        }
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).lines().map(String::strip).filter(line -> !line.isEmpty()).findFirst()
                .orElse(e.getClass().getSimpleName());
    }

    /** What is loaded stays loaded without its file. */
    private static void delete(@Nullable Path folder) {
        if (folder == null) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.getLogger("dev.sinter.cuda").log(System.Logger.Level.DEBUG,
                    "could not delete " + folder + ": " + e.getMessage());
        }
    }
}
