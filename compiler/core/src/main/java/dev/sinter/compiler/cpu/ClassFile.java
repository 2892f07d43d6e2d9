package dev.sinter.compiler.cpu;

import java.util.Arrays;

/**
 * A generated class.
 *
 * @param name  the binary name, with dots
 * @param bytes the class file
 */
public record ClassFile(String name, byte[] bytes) {
    /** How the simple names of shared classes begin. */
    static final String SHARED = "Shared";

    /** Where it lies in a jar: {@code dev/sinter/Predict.class}. */
    public String path() {
        return name.replace('.', '/') + ".class";
    }

    /** Whether it is named by what it does, so that several programs may use it. */
    public boolean isShared() {
        return name.startsWith(SHARED, name.lastIndexOf('.') + 1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClassFile that && name.equals(that.name) && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return name.hashCode() * 31 + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return name + ": " + bytes.length + " bytes";
    }
}
