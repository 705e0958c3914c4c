package dev.latchkey.check;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.regex.Pattern;

/** Orders the keys of parts: numbers by value and before all others, the others by their text. */
final class PartOrder implements Comparator<Object> {

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,100}");

    @Override
    public int compare(Object one, Object other) {
        String text = one.toString();
        String otherText = other.toString();
        boolean isNumber = NUMBER.matcher(text).matches();
        if (isNumber != NUMBER.matcher(otherText).matches()) {
            return isNumber ? -1 : 1;
        }
        int byValue = isNumber ? new BigInteger(text).compareTo(new BigInteger(otherText)) : 0;
        return byValue != 0 ? byValue : text.compareTo(otherText);
    }
}
