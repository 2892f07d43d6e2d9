package dev.sinter.data;

import dev.sinter.ir.Diagnostic;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** What the bytes of a file come to under MD5 or SHA-256, in hexadecimal digits. */
record Checksum(String algorithm, String hex) {
    private static final int BLOCK = 1 << 16;

    Checksum {
        int digits = algorithm.equals("MD5") ? 32 : 64;
        if (!hex.matches("[0-9a-fA-F]{" + digits + "}")) {
            throw new Diagnostic(
                    "an " + algorithm + " checksum has " + digits + " hexadecimal digits, not '" + hex + "'");
        }
        hex = hex.toLowerCase(Locale.ROOT);
    }

    static Checksum md5(String hex) {
        return new Checksum("MD5", hex);
    }

    static Checksum sha256(String hex) {
        return new Checksum("SHA-256", hex);
    }

    /** The checksum that the file has, in this one's algorithm. */
    String of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            byte[] block = new byte[BLOCK];
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                digest.update(block, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5 and SHA-256", e);
        }
    }

    boolean fits(Path file) throws IOException {
        return of(file).equals(hex);
    }
}
