package dev.sinter.runtime;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ladder that chooses between the vector and the scalar form of kernels, once, at start-up; both give the same bits.
 *
 * <p>A generated class asks it in a static initialiser: {@code static final boolean VECTOR = VectorSupport.availableTo(Predict.class)}.
 */
public final class VectorSupport {
    /** The system property that, set to {@code off}, chooses the scalar form, and set to {@code always} the vector form at once. */
    public static final String PROPERTY = "sinter.vector";

    private static final String MODULE = "jdk.incubator.vector";
    private static final @Nullable String MISSING = findMissing();

    static {
        // Quiet unless asked for: --system-logger settings or a logging framework at DEBUG show it.
        System.Logger logger = System.getLogger("dev.sinter.runtime");
        if (logger.isLoggable(System.Logger.Level.DEBUG)) {
            logger.log(System.Logger.Level.DEBUG, explanation());
        }
    }

    private VectorSupport() {}

    /** Whether programs shall use vector forms without trying first whether they are faster. */
    static boolean always() {
        return "always".equals(System.getProperty(PROPERTY));
    }

    /** Whether the vector forms of kernels can be loaded and will be fast. */
    public static boolean available() {
        return MISSING == null;
    }

    /** As {@link #available}, and {@code user}'s module reads the vector module; classes on the class path always do. */
    public static boolean availableTo(Class<?> user) {
        Optional<Module> vector = ModuleLayer.boot().findModule(MODULE);
        return available() && vector.isPresent() && user.getModule().canRead(vector.get());
    }

    /** One sentence: which form runs and, for the scalar one, what to do for the other. */
    public static String explanation() {
        return MISSING == null ? "kernels run in their vector form" : "kernels run in their scalar form: " + MISSING;
    }

    private static @Nullable String findMissing() {
        if ("off".equals(System.getProperty(PROPERTY))) {
            return "the system property " + PROPERTY + " is off";
        }
        if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
            return "the module " + MODULE + " is not there; add it with java --add-modules " + MODULE;
        }
        // Without the optimising compiler each vector operation is a call that allocates, and hundreds of times slower.
        String mode = System.getProperty("java.vm.info", "");
        if (mode.contains("interpreted") || mode.contains("emulated-client")) {
            return "this JVM runs without its optimising compiler (" + mode + ")";
        }
        return null;
    }
}
