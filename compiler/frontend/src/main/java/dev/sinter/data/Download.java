package dev.sinter.data;

import dev.sinter.ir.Diagnostic;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A file of the network, fetched when {@link #to} is called and never otherwise. Each setting gives another download.
 *
 * <pre>{@code
 * Path file = Download.from("https://example.org/digits.gz").sha256("...").to(folder.resolve("digits.gz"));
 * }</pre>
 *
 * <p>What has arrived lies in a file beside the wanted one, whose name ends in {@code .part}; only when it is whole and its checksum fits
 * does it take the wanted name, in one step. With a checksum a later call goes on where an earlier one was cut; without one nothing could
 * tell whether the halves belong together, so that each call begins anew, and only the cuts within a call are mended.
 */
public final class Download {
    private final URI address;
    private final @Nullable Checksum checksum;
    private final int attempts;
    private final Duration patience;

    private Download(URI address, @Nullable Checksum checksum, int attempts, Duration patience) {
        this.address = address;
        this.checksum = checksum;
        this.attempts = attempts;
        this.patience = patience;
    }

    /** From an address that begins with http or https. */
    public static Download from(String address) {
        URI uri;
        try {
            uri = URI.create(address);
        } catch (IllegalArgumentException e) {
            throw new Diagnostic("cannot download '" + address + "': it is no address: " + e.getMessage());
        }
        if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
            throw new Diagnostic(
                    "cannot download '" + address + "': an address that begins with https:// or http:// is needed");
        }
        return new Download(uri, null, 5, Duration.ofSeconds(60));
    }

    /** The file must have this SHA-256, of 64 hexadecimal digits. */
    public Download sha256(String hex) {
        return new Download(address, Checksum.sha256(hex), attempts, patience);
    }

    /** The file must have this MD5, of 32 hexadecimal digits: good against accidents, not against ill will. */
    public Download md5(String hex) {
        return new Download(address, Checksum.md5(hex), attempts, patience);
    }

    /** How often a transfer that was cut, or that the server could not serve for the moment, is taken up; 5 unless told. */
    public Download attempts(int count) {
        if (count < 1) {
            throw new Diagnostic("Download: 1 attempt or more, not " + count);
        }
        return new Download(address, checksum, count, patience);
    }

    /** How long a server may be silent before the transfer counts as cut; a minute unless told. */
    public Download patience(Duration longest) {
        if (longest.isNegative() || longest.isZero()) {
            throw new Diagnostic("Download: patience for " + longest + " is none");
        }
        return new Download(address, checksum, attempts, longest);
    }

    /**
     * The file, downloaded unless it is there: with a checksum one that fits counts as there, without one any. Folders that are missing
     * are made. An {@link IOException} says what stood in the way, and leaves nothing under the wanted name that was not there before.
     */
    public Path to(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(
                    "cannot download " + address + " to " + file + ": it is a folder; name the file in it");
        }
        if (Files.exists(file) && (checksum == null || checksum.fits(file))) {
            return file;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock lock = lock(channel);
            if (lock == null) {
                throw new IOException(
                        "cannot download " + address + " to " + file + ": another download to it is under way");
            }
            fetch(part, channel);
            channel.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return file;
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** Fills the part until it is whole and right. */
    private void fetch(Path part, FileChannel channel) throws IOException {
        Checksum wanted = checksum;
        if (wanted == null) {
            channel.truncate(0);
        } else if (channel.size() > 0 && wanted.fits(part)) {
            return;
        }
        boolean isResumed = channel.size() > 0;
        try (Transfer transfer = new Transfer(address, part, channel, patience)) {
            transfer.run(attempts);
            if (wanted == null || wanted.fits(part)) {
                return;
            }
            if (isResumed) {
                // Perhaps the earlier half was of another file.
                channel.truncate(0);
                transfer.run(attempts);
            }
        }
        String found = wanted.of(part);
        if (!found.equals(wanted.hex())) {
            long size = channel.size();
            channel.truncate(0);
            throw new IOException(
                    "what " + address + " sent is not the file that was asked for: its " + wanted.algorithm()
                            + " is " + found + " (" + size + " bytes), " + wanted.hex()
                            + " is needed; nothing was kept. Look whether the address or the checksum is out of date");
        }
    }
}
