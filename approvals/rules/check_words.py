"""The first bits of a digest as three words one can read out on the telephone: for the eye; what binds is the whole digest. Pure.

The alphabet is that of « A Proposal for Proquints » (D. S. Wilkerson, 2009): sixteen bits make five letters, consonant and vowel in turn.
"""

CONSONANTS, VOWELS = "bdfghjklmnprstvz", "aiou"
WORDS = 3


def check_words(digest: bytes) -> str:
    """« lusab babad gutih »."""
    return " ".join(_word(int.from_bytes(digest[2 * place : 2 * place + 2])) for place in range(WORDS))


def _word(bits: int) -> str:
    letters = ((CONSONANTS, 12, 15), (VOWELS, 10, 3), (CONSONANTS, 6, 15), (VOWELS, 4, 3), (CONSONANTS, 0, 15))
    return "".join(alphabet[bits >> shift & mask] for alphabet, shift, mask in letters)
